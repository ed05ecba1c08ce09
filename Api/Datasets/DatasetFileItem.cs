using System.Text.Json;

using Analytics.Datasets;

namespace Analytics.Api.Datasets;

/// <summary>A Parquet file of a dataset's version.</summary>
/// <param name="Key">Its key in the processed store.</param>
/// <param name="Partition">Partition column to value.</param>
/// <param name="ObjectId">The object that its rows came from.</param>
/// <param name="AddedIn">The version that added it.</param>
public sealed record DatasetFileItem(long Id, string Key, long Rows, long Bytes, JsonElement Partition, long ObjectId, long AddedIn)
{
    internal static DatasetFileItem Of(DatasetFile file) =>
        new(file.Id, file.Key, file.Rows, file.Bytes, JsonElement.Parse(file.Partition), file.RawObjectId, file.AddedIn);
}
