namespace Analytics.Datasets.Delta;

/// <summary>What became of a commit that was to be written.</summary>
internal enum PutOutcome
{
    Written,

    /// <summary>Another writer, or an earlier attempt, had written it.</summary>
    WasThere,

    /// <summary>A commit lies under its name that this platform did not write for this table.</summary>
    IsForeign,
}
