namespace Analytics.Datasets.Delta;

/// <summary>A file of a dataset as its Delta Lake log speaks of it. Times are UTC.</summary>
/// <param name="Stats">What is known of its columns, as the log says it; null before the file was looked into.</param>
/// <param name="ContractVersion">The contract under which it was written.</param>
/// <param name="AddedAt">When the version that added it was committed.</param>
/// <param name="RemovedAt">When the version that removed it was; null where the file is in the version that was asked for.</param>
internal sealed record DeltaFile(
    long Id, string Key, long Rows, long Bytes, string? Stats, int ContractVersion, DateTime AddedAt, DateTime? RemovedAt);
