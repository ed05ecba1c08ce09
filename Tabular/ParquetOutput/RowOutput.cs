using Analytics.Tabular.Columns;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.ParquetOutput;

/// <summary>
/// Writes one worker's good rows to Parquet files, a series of files for each partition. What waits in memory is
/// bounded for all partitions together, and so is the number of files that are open.
/// </summary>
internal sealed class RowOutput : IDisposable
{
    /// <summary>
    /// Bytes of rows that wait to be written, at most: of a table of ordinary width, 122,880 rows take half of it.
    /// </summary>
    private const long MaxWaitingBytes = 32 * 1024 * 1024;

    private readonly ConversionOptions _options;
    private readonly Partitions _partitions;
    private readonly int[] _valueIndexes;
    private int _rowsSinceBound;
    private long _newBufferBytes;

    public RowOutput(TableSchema schema, ConversionOptions options, FileDelivery delivery)
    {
        _options = options;
        _partitions = new Partitions(schema, options, delivery);
        _valueIndexes = new int[schema.Fields.Count];
    }

    /// <summary>Bytes that wait to be written.</summary>
    public long WaitingBytes => _partitions.WaitingBytes;

    /// <summary>
    /// Appends the rows of a batch but those in <paramref name="dropped"/>, which are given in order.
    /// </summary>
    public async Task AppendAsync(RowBatch batch, IReadOnlyList<int> dropped, CancellationToken cancellationToken)
    {
        Array.Clear(_valueIndexes);
        var nextDropped = 0;
        var piece = RowsThatFit(batch);
        for (var row = 0; row < batch.Rows;)
        {
            if (nextDropped < dropped.Count && dropped[nextDropped] == row)
            {
                Skip(batch, row++);
                nextDropped++;
                continue;
            }

            var end = nextDropped < dropped.Count ? dropped[nextDropped] : batch.Rows;
            row += await AppendRunAsync(batch, row, Math.Min(end, row + piece), cancellationToken);
            if (_rowsSinceBound >= piece || _newBufferBytes >= MaxWaitingBytes / 4)
            {
                await _partitions.BoundAsync(MaxWaitingBytes, cancellationToken);
                (_rowsSinceBound, _newBufferBytes) = (0, 0);
            }
        }
    }

    /// <summary>Writes and hands over all that is left.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken) => _partitions.CompleteAsync(cancellationToken);

    public void Dispose() => _partitions.Dispose();

    /// <summary>
    /// Appends rows of one partition, as many as stand together and find room; returns how many that were.
    /// </summary>
    private async ValueTask<int> AppendRunAsync(RowBatch batch, int row, int end, CancellationToken cancellationToken)
    {
        var partition = _partitions.Find(batch, row, _valueIndexes);

        // Of many columns even the empty buffers are large, and one batch may have rows of thousands of partitions.
        _newBufferBytes += partition.HasBuffers ? 0 : _valueIndexes.Length * (long)RowGroup.EmptyColumnBytes;
        var rows = Math.Min(
            _partitions.CountTogether(batch, row, end, _valueIndexes),
            _options.RowGroupRows - partition.Rows.Rows);
        for (var i = 0; i < _valueIndexes.Length; i++)
        {
            _valueIndexes[i] += partition.Rows.Columns[i].AppendRange(batch.Columns[i].Buffer, row, rows, _valueIndexes[i]);
        }

        if (partition.Rows.Rows >= _options.RowGroupRows)
        {
            await _partitions.WriteAsync(partition, cancellationToken);
        }

        _rowsSinceBound += rows;
        return rows;
    }

    /// <summary>A batch of wide rows is taken in pieces, so that no more than the bound and one piece waits.</summary>
    private static int RowsThatFit(RowBatch batch)
    {
        long bytes = 0;
        foreach (var column in batch.Columns)
        {
            bytes += column.Buffer.Bytes;
        }

        return bytes <= MaxWaitingBytes / 4 ? batch.Rows : (int)Math.Max(1, batch.Rows * (MaxWaitingBytes / 4) / bytes);
    }

    private void Skip(RowBatch batch, int row)
    {
        for (var i = 0; i < _valueIndexes.Length; i++)
        {
            _valueIndexes[i] += batch.Columns[i].Buffer.CountPresent(row, 1);
        }
    }
}
