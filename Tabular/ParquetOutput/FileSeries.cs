using Analytics.Tabular.Conversion;
using ParquetSharp.Schema;

namespace Analytics.Tabular.ParquetOutput;

/// <summary>
/// Files of one schema, one after the other: a full one is closed and handed over, and the next begins.
/// </summary>
internal sealed class FileSeries(
    ConvertedFileKind kind,
    GroupNode schema,
    IReadOnlyList<KeyValuePair<string, string?>> partition,
    ConversionOptions options,
    FileDelivery delivery) : IDisposable
{
    private ParquetFile? _file;

    public bool IsOpen => _file is not null;

    /// <summary>What the open file's footer describes so far, in columns; 0 where none is open.</summary>
    public int DescribedColumns => _file?.DescribedColumns ?? 0;

    /// <summary>Writes the rows as a row group of the current file, and empties them.</summary>
    public void Write(RowGroup rows)
    {
        if (rows.Rows == 0)
        {
            return;
        }

        _file ??= ParquetFile.Create(delivery.NewPath(), schema, rows, options);
        _file.Append(rows);
        rows.Clear();
    }

    /// <summary>Hands the current file over when it is full.</summary>
    public Task DeliverIfFullAsync(CancellationToken cancellationToken) =>
        _file is not null && _file.IsFull(options.MaxFileBytes) ? DeliverAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Hands the current file over, if there is one.</summary>
    public async Task DeliverAsync(CancellationToken cancellationToken)
    {
        if (_file is not { } file)
        {
            return;
        }

        var bytes = file.Close();
        file.Dispose();
        _file = null;
        await delivery.DeliverAsync(new ConvertedFile(kind, file.Path, file.Rows, bytes, partition), cancellationToken);
    }

    public void Dispose() => _file?.Dispose();
}
