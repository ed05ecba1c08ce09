namespace Analytics.Datasets;

/// <summary>A Parquet file of quarantined records in the processed store.</summary>
public sealed record QuarantineFile(long IngestionId, string Key, long Records, long Bytes);
