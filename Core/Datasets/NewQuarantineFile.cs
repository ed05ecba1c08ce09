namespace Analytics.Datasets;

/// <summary>A Parquet file of quarantined records that lies in the processed store and waits to be named.</summary>
public sealed record NewQuarantineFile(string Key, long Records, long Bytes);
