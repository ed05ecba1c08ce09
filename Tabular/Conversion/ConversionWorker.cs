using Analytics.Tabular.Blocks;
using Analytics.Tabular.Constraints;
using Analytics.Tabular.ParquetOutput;
using Analytics.Tabular.Quarantine;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Conversion;

/// <summary>
/// Converts block after block: reads records into columns, and writes its own files of rows and of quarantined
/// records.
/// </summary>
internal sealed class ConversionWorker : IDisposable
{
    private readonly IRecordReader _reader;
    private readonly UniqueColumns _unique;
    private readonly BlockRows _rows;
    private readonly RowOutput _output;
    private readonly QuarantineOutput _quarantine;
    private readonly bool _takesOthers;

    public ConversionWorker(
        IRecordReader reader,
        UniqueColumns unique,
        string sourceName,
        TableSchema schema,
        ConversionOptions options,
        FileDelivery delivery,
        bool takesOthers)
    {
        (_reader, _unique, _takesOthers) = (reader, unique, takesOthers);
        _output = new RowOutput(schema, options, delivery);
        _quarantine = new QuarantineOutput(sourceName, schema.ContractVersion, options, delivery);
        _rows = new BlockRows(schema, options.OnlyRecords, takesOthers, _quarantine.Add);
    }

    public ViolationTally Tally => _quarantine.Tally;

    public long Found => _rows.Found;

    public ulong FoundPlaces => _rows.FoundPlaces;

    public async Task ConvertAsync(Block block, CancellationToken cancellationToken)
    {
        _rows.Begin(block);
        _reader.Read(block, _rows);
        if (_takesOthers)
        {
            await _unique.TakeKeptAsync(block, _rows, cancellationToken);
            return;
        }

        var duplicates = await _unique.TakeDuplicatesAsync(block, _rows, cancellationToken);
        _unique.EndBlock(block.Sequence);
        await _output.AppendAsync(_rows.Batch, duplicates, cancellationToken);
        await _quarantine.DeliverIfFullAsync(cancellationToken);
    }

    /// <summary>Called for each block that the worker took, whatever became of it.</summary>
    public void EndBlock(Block block) => _unique.EndBlock(block.Sequence);

    /// <summary>Writes and hands over all that is left.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _output.CompleteAsync(cancellationToken);
        await _quarantine.CompleteAsync(cancellationToken);
    }

    public void Dispose()
    {
        _output.Dispose();
        _quarantine.Dispose();
    }
}
