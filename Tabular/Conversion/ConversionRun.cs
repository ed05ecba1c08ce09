using Analytics.Tabular.Blocks;
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
        HashedStream hashed, Func<RecordSource> open, Action<long> reportRecords, CancellationToken cancellationToken)
    {
        RecordSource source;
        try
        {
            source = open();
        }
        catch (FileFaultException exception)
        {
            return hashed.Bytes == 0 ? Empty() : exception.Fault;
        }

        Notes = source.Notes;
        var workers = new List<ConversionWorker>();
        try
        {
            for (var i = 0; i < options.Workers; i++)
            {
                workers.Add(new ConversionWorker(source.CreateReader(), sourceName, schema, options, delivery));
            }

            var pipeline = new ConversionPipeline(options, reportRecords);
            var fault = await pipeline.RunAsync(source.Cutter, workers, cancellationToken);
            Records = options.OnlyRecords is { } only ? only.Count(number => number >= 1 && number <= source.Cutter.Records) : source.Cutter.Records;
            workers.ForEach(worker => _tally.AddAll(worker.Tally));
            if (fault is not null)
            {
                return fault;
            }

            await Task.WhenAll(workers.Select(worker => Task.Run(() => worker.CompleteAsync(cancellationToken), cancellationToken)));
            return hashed.Bytes == 0 ? Empty() : FaultOfSum();
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
        }
    }

    private FileFault? FaultOfSum()
    {
        var (kept, quarantined) = (delivery.RowsOf(ConvertedFileKind.Data), delivery.RowsOf(ConvertedFileKind.Quarantine));
        if (Records != kept + quarantined)
        {
            return new FileFault(
                "records.unbalanced",
                $"The source has {Records:N0} records, but {kept:N0} rows were kept and {quarantined:N0} records were quarantined: "
                    + $"{Math.Abs(Records - kept - quarantined):N0} are unaccounted for.",
                "This is a fault of the reader, not of the file. Please report it with the file's first lines and its contract.");
        }

        var allowed = schema.MaxRejectedShare * Records;
        return options.OnlyRecords is null && quarantined > allowed
            ? new FileFault(
                "rejected.share",
                $"{quarantined:N0} of {Records:N0} records ({(double)quarantined / Records:P2}) break the contract and {kept:N0} keep it; "
                    + $"maxRejectedShare allows {schema.MaxRejectedShare:P2}.",
                "Correct the file or the contract and deliver the file again; the violations say what is wrong most often.")
            : null;
    }

    private static FileFault Empty() => new(
        "file.empty",
        "The file has no bytes.",
        "Deliver the file again; a file without rows has at least its header.");
}
