using Analytics.Runs;

namespace Analytics.Results;

/// <summary>What became of a load.</summary>
public abstract record LoadOutcome
{
    private LoadOutcome()
    {
    }

    /// <summary>The rows are in the table, and the run has succeeded.</summary>
    public sealed record Loaded(long Rows) : LoadOutcome;

    /// <summary>An earlier try had done it; its answer was lost.</summary>
    public sealed record AlreadyLoaded : LoadOutcome;

    /// <summary>The table is as it was: the output does not fit it.</summary>
    public sealed record Refused(RunCause Cause) : LoadOutcome;

    /// <summary>The table is as it was: a file of the output is gone from the store.</summary>
    public sealed record OutputGone(string Key) : LoadOutcome;

    /// <summary>The table is as it was: the run is another worker's, or has ended.</summary>
    public sealed record Lost : LoadOutcome;
}
