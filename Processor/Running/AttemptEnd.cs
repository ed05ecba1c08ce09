using Analytics.Engines;
using Analytics.Runs;

namespace Analytics.Processor.Running;

/// <summary>How an attempt ended in its engine.</summary>
internal abstract record AttemptEnd
{
    private AttemptEnd()
    {
    }

    public sealed record Output(AttemptNumber Attempt, EngineOutcome.Succeeded Result) : AttemptEnd;

    /// <summary><paramref name="Usage"/> is null where nothing ran.</summary>
    public sealed record Failed(AttemptNumber Attempt, RunCause Cause, bool Retryable, EngineUsage? Usage = null) : AttemptEnd
    {
        public bool MayRunOn { get; init; }
    }

    public sealed record Cancelled(EngineUsage? Usage = null) : AttemptEnd
    {
        public bool MayRunOn { get; init; }
    }

    /// <summary>A task may still run on an engine that this Processor does not have, or cannot reach now: the run waits.</summary>
    public sealed record OutOfReach(string Reason) : AttemptEnd;

    /// <summary>The work item's lease is lost; what was begun is ended.</summary>
    public sealed record LeaseLost : AttemptEnd;
}
