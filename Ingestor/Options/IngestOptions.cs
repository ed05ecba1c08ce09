using Analytics.Tabular.Conversion;

namespace Analytics.Ingestor.Options;

/// <summary>Section <c>Ingest</c>: how raw objects are found and read.</summary>
public sealed class IngestOptions
{
    public const string Section = "Ingest";

    /// <summary>
    /// Small files of a dataset that are claimed, read and committed together: enough for what each commit costs to be shared, few enough
    /// for the first of them to be seen within seconds.
    /// </summary>
    internal const int BatchSize = 100;

    /// <summary>Bytes of one record; a file with a longer one is rejected there.</summary>
    public int MaxRecordBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Columns of a file; one with more is rejected before it is read.</summary>
    public int MaxColumns { get; set; } = 5_000;

    /// <summary>Bytes of a file when unpacked; one that grows past it is rejected there. 200 GB.</summary>
    public long MaxUnpackedBytes { get; set; } = 200L * 1024 * 1024 * 1024;

    /// <summary>How many times larger a file may become by unpacking, past the first 64 MB.</summary>
    public int MaxExpansion { get; set; } = 200;

    /// <summary>Threads that parse and write one file.</summary>
    public int Workers { get; set; } = 2;

    /// <summary>Files that are read at the same time.</summary>
    public int Concurrency { get; set; } = 1;

    /// <summary>Local folder for files that are being written, and for Parquet files that are being read.</summary>
    public string ScratchPath { get; set; } = Path.Combine(Path.GetTempPath(), "analytics-ingest");

    /// <summary>How often the raw store is listed; hints in between may be lost, a listing is the truth.</summary>
    public TimeSpan ListingInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a file that is written in place must rest before it is taken; objects of a bucket are whole and never wait.</summary>
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a file waits when there was no space to write it; doubled each time, up to half an hour.</summary>
    public TimeSpan NoSpaceDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The caps as the converter takes them.</summary>
    internal ConversionLimits Limits() => new()
    {
        MaxRecordBytes = MaxRecordBytes,
        MaxColumns = MaxColumns,
        MaxUnpackedBytes = MaxUnpackedBytes,
        MaxExpansion = MaxExpansion,
    };
}
