namespace Analytics.Datasets;

/// <summary>A Parquet file of a dataset's version.</summary>
/// <param name="Key">Its key in the processed store.</param>
/// <param name="Partition">Partition column to value, as JSON text.</param>
/// <param name="RawObjectId">The object that its rows came from.</param>
/// <param name="AddedIn">The version that added it.</param>
public sealed record DatasetFile(
    long Id, string Key, long Rows, long Bytes, string Partition, long RawObjectId, long IngestionId, long AddedIn);
