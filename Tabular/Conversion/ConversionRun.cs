using Analytics.Tabular.Blocks;
using Analytics.Tabular.Constraints;
using Analytics.Tabular.ParquetOutput;
using Analytics.Tabular.Quarantine;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Conversion;

/// <summary>One conversion from its first byte to its sum.</summary>
internal sealed class ConversionRun(string sourceName, TableSchema schema, ConversionOptions options, FileDelivery delivery)
{
    private readonly ViolationTally _tally = new();

    /// <summary>Records that the sum is asked of: all, or those of a replay that the source has.</summary>
    public long Records { get; private set; }

    public IReadOnlyList<ViolationCount> Violations => _tally.ToList();

    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>Returns why the source is rejected; null where it is accepted.</summary>
    public async Task<FileFault?> ConvertAsync(
        Func<RecordSource> open, Action<long> reportRecords, CancellationToken cancellationToken)
    {
        RecordSource source;
        try
        {
            source = await Task.Run(open, cancellationToken);
        }
        catch (FileFaultException exception)
        {
            return exception.Fault;
        }

        Notes = source.Notes;
        using var unique = new UniqueColumns(schema, options.ScratchDirectory);
        var workers = new List<ConversionWorker>();
        try
        {
            for (var i = 0; i < options.Workers; i++)
            {
                workers.Add(new ConversionWorker(source.CreateReader(), unique, sourceName, schema, options, delivery));
            }

            var pipeline = new ConversionPipeline(options, reportRecords);
            var fault = await pipeline.RunAsync(source.Cutter, workers, cancellationToken);
            Records = CountWanted(source.Cutter.Records);
            workers.ForEach(worker => _tally.AddAll(worker.Tally));
            if (fault is not null)
            {
                return fault;
            }

            await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.CompleteAsync(cancellationToken), cancellationToken)));
            return FaultOfSum();
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
        }
    }

    private long CountWanted(long all) =>
        options.OnlyRecords is { } only ? only.LongCount(number => number >= 1 && number <= all) : all;

    private FileFault? FaultOfSum()
    {
        var (kept, quarantined) = (delivery.RowsOf(ConvertedFileKind.Data), delivery.RowsOf(ConvertedFileKind.Quarantine));
        if (Records != kept + quarantined)
        {
            return SourceFaults.Unbalanced(Records, kept, quarantined);
        }

        // A replay takes broken records only: what share of them is still broken says nothing of the file.
        return options.OnlyRecords is null && quarantined > schema.MaxRejectedShare * Records
            ? SourceFaults.TooManyRejected(Records, kept, quarantined, schema.MaxRejectedShare)
            : null;
    }
}
