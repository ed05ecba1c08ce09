namespace Analytics.Tabular.Conversion;

/// <summary>Caps on what a source may ask of the reader; a source that passes one is rejected there.</summary>
public sealed record ConversionLimits
{
    /// <summary>Bytes of one record, its line end included.</summary>
    public int MaxRecordBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Columns of the first record.</summary>
    public int MaxColumns { get; init; } = 5_000;

    /// <summary>Partitions that one source may have rows for.</summary>
    public int MaxPartitions { get; init; } = 2_000;

    /// <summary>Bytes of a source when unpacked.</summary>
    public long MaxUnpackedBytes { get; init; } = 200L * 1024 * 1024 * 1024;

    /// <summary>
    /// How many times larger a source may become by unpacking, past the first <see cref="ExpansionFreeBytes"/>.
    /// </summary>
    public int MaxExpansion { get; init; } = 200;

    /// <summary>Unpacked bytes for which <see cref="MaxExpansion"/> is not asked.</summary>
    public long ExpansionFreeBytes { get; init; } = 64 * 1024 * 1024;
}
