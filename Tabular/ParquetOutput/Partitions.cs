using Analytics.Tabular.Columns;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using ParquetSharp.Schema;

namespace Analytics.Tabular.ParquetOutput;

/// <summary>The partitions that one worker has rows for.</summary>
internal sealed class Partitions : IDisposable
{
    private readonly TableSchema _schema;
    private readonly ConversionOptions _options;
    private readonly FileDelivery _delivery;
    private readonly PartitionKey _key;
    private readonly GroupNode _parquetSchema;
    private readonly Dictionary<byte[], Partition> _byKey = new(PartitionKeyComparer.Instance);
    private readonly Dictionary<byte[], Partition>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private long _writes;

    public Partitions(TableSchema schema, ConversionOptions options, FileDelivery delivery)
    {
        (_schema, _options, _delivery) = (schema, options, delivery);
        _key = new PartitionKey(schema);
        _parquetSchema = ParquetColumns.Schema(schema);
        _lookup = _byKey.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>
    /// The partition of a row; <paramref name="valueIndexes"/> has the place of each column's next value.
    /// </summary>
    public Partition Find(RowBatch batch, int row, ReadOnlySpan<int> valueIndexes)
    {
        var key = _key.Of(batch, row, valueIndexes);
        if (_lookup.TryGetValue(key, out var known))
        {
            return known;
        }

        var ownKey = key.ToArray();
        _delivery.PartitionKeys.Add(ownKey);
        var values = _key.Values(batch, row, valueIndexes);
        var files = new FileSeries(ConvertedFileKind.Data, _parquetSchema, values, _options, _delivery);
        var partition = new Partition(_schema, files);
        _byKey.Add(ownKey, partition);
        return partition;
    }

    /// <summary>
    /// How many rows from <paramref name="row"/> on stand in one partition, before <paramref name="end"/>.
    /// </summary>
    public int CountTogether(RowBatch batch, int row, int end, ReadOnlySpan<int> valueIndexes) =>
        _key.IsEmpty ? end - row : _key.CountEqual(batch, row, end, valueIndexes);

    /// <summary>Bytes of rows, and of the buffers that hold them, in all partitions.</summary>
    public long WaitingBytes => _byKey.Values.Sum(partition => partition.WaitingBytes);

    /// <summary>
    /// Writes what waits in a partition; a file that is full is handed over, and so are those that were left alone for
    /// longest where too many are open, or where their footers, which wait in memory, describe too much.
    /// </summary>
    public async Task WriteAsync(Partition partition, CancellationToken cancellationToken)
    {
        partition.Write();
        partition.LastWrite = ++_writes;
        await partition.Files.DeliverIfFullAsync(cancellationToken);
        if (_byKey.Count == 1)
        {
            return;
        }

        // Whether the next rows are of the same partition, nobody knows.
        partition.Release();
        var open = _byKey.Values.Where(candidate => candidate.Files.IsOpen).OrderBy(candidate => candidate.LastWrite).ToList();
        var described = open.Sum(candidate => (long)candidate.Files.DescribedColumns);
        for (var i = 0; i < open.Count - _options.MaxOpenPartitions || described > ParquetFile.MaxDescribedColumns; i++)
        {
            described -= open[i].Files.DescribedColumns;
            await open[i].Files.DeliverAsync(cancellationToken);
        }
    }

    /// <summary>Writes the largest partitions until no more than so many bytes wait in all of them.</summary>
    public async Task BoundAsync(long maxBytes, CancellationToken cancellationToken)
    {
        var partitions = _byKey.Values.Where(partition => partition.WaitingBytes > 0).ToList();
        var waiting = partitions.Sum(partition => partition.WaitingBytes);
        foreach (var largest in partitions.OrderByDescending(partition => partition.WaitingBytes).ToList())
        {
            if (waiting <= maxBytes && !largest.IsHeavy)
            {
                return;
            }

            waiting -= largest.WaitingBytes;
            await WriteAsync(largest, cancellationToken);
            largest.Release();
        }
    }

    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var partition in _byKey.Values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            partition.Write();
            partition.Release();
            await partition.Files.DeliverAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var partition in _byKey.Values)
        {
            partition.Dispose();
        }
    }
}
