using Analytics.Tabular.Conversion;
using ParquetSharp;
using ParquetSharp.Schema;

namespace Analytics.Tabular.ParquetOutput;

/// <summary>A Parquet file that is being written, row group by row group.</summary>
internal sealed class ParquetFile : IDisposable
{
    /// <summary>
    /// Columns that the footers of a worker's open files describe, at most: those of the schema, and those of each row
    /// group. The footer is kept in memory until its file is closed.
    /// </summary>
    public const int MaxDescribedColumns = 40_000;

    /// <summary>A dictionary pays where at most this share of a column's values differs.</summary>
    private const double MaxDictionaryShare = 0.2;

    private readonly WriterProperties _properties;
    private readonly ParquetFileWriter _writer;

    private ParquetFile(string path, GroupNode schema, WriterProperties properties)
    {
        DescribedColumns = schema.FieldCount;
        Path = path;
        _properties = properties;
        _writer = new ParquetFileWriter(path, schema, properties);
    }

    public string Path { get; }

    public long Rows { get; private set; }

    public int DescribedColumns { get; private set; }

    /// <summary>Begins a file; which columns get a dictionary is decided by the first row group's values.</summary>
    public static ParquetFile Create(string path, GroupNode schema, RowGroup first, ConversionOptions options)
    {
        using var builder = new WriterPropertiesBuilder();
        builder.Compression(ParquetSharp.Compression.Zstd).CompressionLevel(options.ZstdLevel).CreatedBy("analytics").EnablePageChecksum();
        for (var column = 0; column < first.Columns.Length; column++)
        {
            // Not schema.Fields: it makes all of them anew.
            using var field = schema.Field(column);
            var (values, name) = (first.Columns[column], field.Name);
            if (values.HasLargeValues)
            {
                builder.DisableDictionary(name).DisableStatistics(name);
            }
            else if (!values.IsRepetitive(MaxDictionaryShare))
            {
                builder.DisableDictionary(name);
            }
        }

        return new ParquetFile(path, schema, builder.Build());
    }

    public void Append(RowGroup rows)
    {
        using var group = _writer.AppendRowGroup();
        foreach (var column in rows.Columns)
        {
            using var writer = group.NextColumn();
            column.WriteTo(writer);
        }

        group.Close();
        Rows += rows.Rows;
        DescribedColumns += rows.Columns.Length;
    }

    public bool IsFull(long maxBytes) => DescribedColumns >= MaxDescribedColumns || new FileInfo(Path).Length >= maxBytes;

    /// <summary>Writes the footer and waits until the disk has it all; returns the file's size.</summary>
    public long Close()
    {
        _writer.Close();
        using var file = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        file.Flush(flushToDisk: true);
        return file.Length;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _properties.Dispose();
    }
}
