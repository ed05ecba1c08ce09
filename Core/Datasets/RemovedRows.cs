namespace Analytics.Datasets;

/// <summary>What a version takes out of its dataset.</summary>
internal sealed record RemovedRows(long Files, long Rows, long Bytes, long RowsQuarantined);
