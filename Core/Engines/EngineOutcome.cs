namespace Analytics.Engines;

/// <summary>How a task ended.</summary>
public abstract record EngineOutcome
{
    private EngineOutcome()
    {
    }

    /// <summary>
    /// The result is checked against its declaration and lies in <paramref name="Files"/>; an empty result is one file of no rows.
    /// </summary>
    public sealed record Succeeded(
        IReadOnlyList<EngineFile> Files, long Rows, IReadOnlyList<EngineColumn> Columns, EngineUsage Usage) : EngineOutcome;

    /// <summary>It failed; <paramref name="Usage"/> is null when it never ran.</summary>
    public sealed record Failed(EngineFailure Failure, EngineUsage? Usage) : EngineOutcome
    {
        /// <summary>Whether the engine could not be reached to end it: its handle is kept until that is done.</summary>
        public bool MayRunOn { get; init; }
    }

    /// <summary>The engine knows no such handle, and nothing runs under it any more: the task may be started again.</summary>
    public sealed record Lost : EngineOutcome;
}
