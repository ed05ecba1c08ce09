namespace Analytics.Datasets;

/// <summary>A raw object with the sums of its newest outcome. Times are UTC.</summary>
/// <param name="Dataset">Empty where no contract claims it.</param>
/// <param name="Reason">Why its state is what it is.</param>
/// <param name="Records">Records of its newest outcome, of which RowsKept were taken and RowsQuarantined not; null before one.</param>
/// <param name="Version">The dataset version that it made.</param>
public sealed record RawObjectSummary(
    long Id, string Dataset, string Key, string Etag, long SizeBytes, DateTime ModifiedAt, DateTime SeenAt, string SeenBy, string State,
    string? Reason, DateTime? RemovedAt, long? Records, long? RowsKept, long? RowsQuarantined, long? Version);
