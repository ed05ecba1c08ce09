using System.Text.Json.Serialization;

namespace Analytics.Tabular.Conversion;

/// <summary>How a source is converted; what it means is the schema's business.</summary>
public sealed record ConversionOptions
{
    /// <summary>
    /// Holds the files until they are closed, and what spills. Made by the caller, and the caller's to remove.
    /// </summary>
    public required string ScratchDirectory { get; init; }

    public ConversionLimits Limits { get; init; } = new();

    /// <summary>Threads that parse and write; the reading thread comes on top.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Rows of a row group; fewer where rows are wide.</summary>
    public int RowGroupRows { get; init; } = 122_880;

    /// <summary>A file is closed when it has about this size.</summary>
    public long MaxFileBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Zstandard level of the Parquet files, 1 to 22.</summary>
    public int ZstdLevel { get; init; } = 3;

    /// <summary>
    /// Partitions of one worker that are open at once; the one unused for longest is closed for a new one.
    /// </summary>
    public int MaxOpenPartitions { get; init; } = 16;

    /// <summary>
    /// For a replay: the only records to take, each of which the source must still have where it stood; null for all.
    /// </summary>
    [JsonIgnore]
    public ReplayRecords? OnlyRecords { get; init; }

    /// <summary>Bytes that the reading thread hands on at once.</summary>
    internal int BlockBytes { get; init; } = 4 * 1024 * 1024;
}
