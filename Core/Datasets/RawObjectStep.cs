namespace Analytics.Datasets;

/// <summary>A step of an object's way.</summary>
/// <param name="Step">landed, reading, committed, rejected, failed, replayed, …</param>
/// <param name="At">When, UTC.</param>
/// <param name="Detail">For people.</param>
/// <param name="Counts">JSON: bytes, plainBytes, records, rowsKept, rowsQuarantined.</param>
public sealed record RawObjectStep(string Step, DateTime At, string? Detail, string? Counts)
{
    /// <summary>A replay that was asked for did not take place; the detail says why.</summary>
    public const string ReplayFailed = "replay failed";
}
