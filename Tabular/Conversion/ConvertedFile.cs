namespace Analytics.Tabular.Conversion;

/// <summary>A closed Parquet file in the scratch directory.</summary>
/// <param name="Kind">Rows or quarantine.</param>
/// <param name="Path">Where it lies; whoever accepts it may move it away.</param>
/// <param name="Rows">Rows, or quarantined records.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Partition">The values of the partition columns that all its rows share, as text; null for a missing
/// value.</param>
public sealed record ConvertedFile(
    ConvertedFileKind Kind, string Path, long Rows, long Bytes, IReadOnlyList<KeyValuePair<string, string?>> Partition);
