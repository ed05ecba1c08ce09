namespace Analytics.Datasets;

/// <summary>A Parquet file of rows that lies in the processed store and waits to be named.</summary>
/// <param name="Key">Its key, unique to the attempt.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Bytes">Bytes.</param>
/// <param name="Partition">Column to value, outermost first; null stands for a missing value.</param>
public sealed record NewFile(string Key, long Rows, long Bytes, IReadOnlyDictionary<string, string?> Partition);
