namespace Analytics.Runs;

/// <summary>What a worker that took a run's item finds.</summary>
public abstract record RunStart
{
    private RunStart()
    {
    }

    /// <summary>The run is this worker's.</summary>
    public sealed record Begun(LeasedRun Run) : RunStart;

    /// <summary>An earlier run of the job has not ended yet.</summary>
    public sealed record Busy : RunStart;

    /// <summary>Somebody cancelled it while its item was looked at, before it had begun: it is to be ended.</summary>
    public sealed record Unwanted(LeasedRun Run) : RunStart;

    /// <summary>It has ended, or there is no such run: nothing is left to do.</summary>
    public sealed record Over : RunStart;

    /// <summary>The lease was lost.</summary>
    public sealed record Lost : RunStart;
}
