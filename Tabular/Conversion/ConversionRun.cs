using Analytics.Tabular.Blocks;
using Analytics.Tabular.Constraints;
using Analytics.Tabular.ParquetOutput;
using Analytics.Tabular.Quarantine;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Conversion;

/// <summary>One conversion from its first byte to its sum.</summary>
internal sealed class ConversionRun(string sourceName, TableSchema schema, ConversionOptions options, FileDelivery delivery) : IDisposable
{
    private readonly ViolationTally _tally = new();
    private readonly UniqueColumns _unique = new(schema, options.ScratchDirectory);
    private long _found;
    private ulong _foundPlaces;

    /// <summary>
    /// Whether the source must be read twice: a replay holds the records that it takes against all rows that were kept, also those that
    /// stand behind them.
    /// </summary>
    public bool ReadsKeptFirst => options.OnlyRecords is not null && _unique.Any;

    /// <summary>Records that the sum is asked of: all, or those of a replay.</summary>
    public long Records { get; private set; }

    public IReadOnlyList<ViolationCount> Violations => _tally.ToList();

    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>
    /// Reads the source and remembers the values of <c>unique</c> columns in the rows that a replay leaves alone.
    /// </summary>
    public async Task<FileFault?> ReadKeptAsync(Func<RecordSource> open, CancellationToken cancellationToken)
    {
        var (_, fault) = await PassAsync(open, takesOthers: true, _ => { }, _ => Task.CompletedTask, cancellationToken);
        _unique.Restart();
        return fault;
    }

    /// <summary>Returns why the source is rejected; null where it is accepted.</summary>
    public async Task<FileFault?> ConvertAsync(
        Func<RecordSource> open, Action<long> reportRecords, CancellationToken cancellationToken)
    {
        var (source, fault) = await PassAsync(
            open, takesOthers: false, reportRecords, worker => worker.CompleteAsync(cancellationToken), cancellationToken);
        Notes = source?.Notes ?? [];
        Records = options.OnlyRecords?.Count ?? source?.Cutter.Records ?? 0;
        return fault ?? FaultOfSum();
    }

    public void Dispose() => _unique.Dispose();

    private async Task<(RecordSource? Source, FileFault? Fault)> PassAsync(
        Func<RecordSource> open, bool takesOthers, Action<long> reportRecords, Func<ConversionWorker, Task> complete,
        CancellationToken cancellationToken)
    {
        RecordSource source;
        try
        {
            source = await Task.Run(open, cancellationToken);
        }
        catch (FileFaultException exception)
        {
            return (null, exception.Fault);
        }

        var workers = new List<ConversionWorker>();
        try
        {
            for (var i = 0; i < options.Workers; i++)
            {
                workers.Add(new ConversionWorker(source.CreateReader(), _unique, sourceName, schema, options, delivery, takesOthers));
            }

            var fault = await new ConversionPipeline(reportRecords).RunAsync(source.Cutter, workers, cancellationToken);
            foreach (var worker in workers)
            {
                _tally.AddAll(worker.Tally);
                _found += worker.Found;
                _foundPlaces += worker.FoundPlaces;
            }

            if (fault is null)
            {
                await Task.WhenAll(workers.Select(worker => Task.Run(() => complete(worker), cancellationToken)));
            }

            return (source, fault);
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
        }
    }

    private FileFault? FaultOfSum()
    {
        // Rows of Parquet have numbers only: a contract can change the text that stands for them, and never their order.
        if (options.OnlyRecords is { } only
            && (_found != only.Count || (schema.Format != FileFormat.Parquet && _foundPlaces != only.Places)))
        {
            return SourceFaults.RecordsMoved(only.Count, _found);
        }

        var (kept, quarantined) = (delivery.RowsOf(ConvertedFileKind.Data), delivery.RowsOf(ConvertedFileKind.Quarantine));
        if (Records != kept + quarantined)
        {
            return SourceFaults.Unbalanced(Records, kept, quarantined);
        }

        // A replay takes broken records only: what share of them is still broken says nothing of the file. The share is compared as
        // the contract writes it: in binary, 0.29 of 100 is less than 29.
        return options.OnlyRecords is null && quarantined > (decimal)schema.MaxRejectedShare * Records
            ? SourceFaults.TooManyRejected(Records, kept, quarantined, schema.MaxRejectedShare)
            : null;
    }
}
