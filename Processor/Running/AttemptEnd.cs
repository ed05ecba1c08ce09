using Analytics.Core.Engines;
using Analytics.Core.Runs;

namespace Analytics.Processor.Running;

/// <summary>How an attempt ended in its engine.</summary>
internal abstract record AttemptEnd
{
    private AttemptEnd()
    {
    }

    public sealed record Output(RunAttempt Attempt, EngineOutcome.Succeeded Result) : AttemptEnd;

    public sealed record Failed(RunAttempt Attempt, RunCause Cause, bool Retryable) : AttemptEnd;

    public sealed record Cancelled : AttemptEnd;

    /// <summary>The work item's lease is lost; what was begun is ended.</summary>
    public sealed record LeaseLost : AttemptEnd;
}
