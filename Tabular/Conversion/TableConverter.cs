using Analytics.Tabular.Blocks;
using Analytics.Tabular.Compression;
using Analytics.Tabular.Csv;
using Analytics.Tabular.Json;
using Analytics.Tabular.ParquetOutput;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Transcoding;

namespace Analytics.Tabular.Conversion;

/// <summary>
/// Converts one raw source under a schema into Parquet files: good rows into those of kind
/// <see cref="ConvertedFileKind.Data"/>, whole broken records into those of kind
/// <see cref="ConvertedFileKind.Quarantine"/>.
/// </summary>
public static class TableConverter
{
    /// <summary>
    /// Reads <paramref name="source"/> once, from where it stands to its end. What is wrong with the source is a
    /// result; what is wrong with the disk, the sink or the schema is an exception (<see cref="ArgumentException"/>
    /// for the schema). Either way no file of this conversion is left in the scratch directory unless the outcome is
    /// <see cref="ConversionOutcome.Accepted"/>.
    /// <paramref name="sourceName"/> stands in quarantine entries, and its suffix (<c>.gz</c>, <c>.zst</c>) says how
    /// the source is packed;
    /// <paramref name="progress"/> is told after each block.
    /// </summary>
    public static Task<ConversionResult> ConvertAsync(
        Stream source,
        string sourceName,
        TableSchema schema,
        ConversionOptions options,
        IConvertedFileSink sink,
        IProgress<ConversionProgress>? progress,
        CancellationToken cancellationToken) =>
        options.OnlyRecords is null
            ? ConvertAsync(
                source, sourceName, schema, options, sink, progress,
                plain => Open(TextSource.Open(plain, schema.Encoding), schema, options), null, cancellationToken)
            : throw new ArgumentException("A replay may read its source twice.", nameof(options));

    /// <summary>
    /// The same for the records of <see cref="ConversionOptions.OnlyRecords"/>. Where a column is <c>unique</c>, the source is read once
    /// before, as <paramref name="openAgain"/> gives it: the rows that were kept count wherever they stand.
    /// </summary>
    public static Task<ConversionResult> ReplayAsync(
        Stream source,
        Func<CancellationToken, Task<Stream>> openAgain,
        string sourceName,
        TableSchema schema,
        ConversionOptions options,
        IConvertedFileSink sink,
        IProgress<ConversionProgress>? progress,
        CancellationToken cancellationToken) =>
        ConvertAsync(
            source, sourceName, schema, options, sink, progress,
            plain => Open(TextSource.Open(plain, schema.Encoding), schema, options), openAgain, cancellationToken);

    /// <summary>As above, with the source opened by <paramref name="open"/>.</summary>
    internal static async Task<ConversionResult> ConvertAsync(
        Stream source,
        string sourceName,
        TableSchema schema,
        ConversionOptions options,
        IConvertedFileSink sink,
        IProgress<ConversionProgress>? progress,
        Func<Stream, RecordSource> open,
        Func<CancellationToken, Task<Stream>>? openAgain,
        CancellationToken cancellationToken)
    {
        using var delivery = new FileDelivery(options, sink);
        var accepted = false;
        try
        {
            using var plain = new SourceReader(source, sourceName, schema.Format, options.Limits);
            using var run = new ConversionRun(sourceName, schema, options, delivery);
            var fault = run.ReadsKeptFirst && openAgain is not null ? await ReadKeptAsync(openAgain) : null;
            fault ??= await run.ConvertAsync(
                () => open(plain),
                records => progress?.Report(new ConversionProgress(plain.SourceBytes, records)),
                cancellationToken);
            accepted = fault is null;
            return new ConversionResult
            {
                Outcome = accepted ? ConversionOutcome.Accepted : ConversionOutcome.Rejected,
                Fault = fault,
                SourceBytes = plain.SourceBytes,
                PlainBytes = plain.PlainBytes,
                Sha256 = plain.Sha256,
                Records = run.Records,
                RowsKept = delivery.RowsOf(ConvertedFileKind.Data),
                RowsQuarantined = delivery.RowsOf(ConvertedFileKind.Quarantine),
                Files = accepted ? delivery.Delivered : [],
                Violations = run.Violations,
                Notes = run.Notes,
            };

            async Task<FileFault?> ReadKeptAsync(Func<CancellationToken, Task<Stream>> openAgain)
            {
                await using var first = await openAgain(cancellationToken);
                using var firstPlain = new SourceReader(first, sourceName, schema.Format, options.Limits);
                return await run.ReadKeptAsync(() => open(firstPlain), cancellationToken);
            }
        }
        finally
        {
            if (!accepted)
            {
                delivery.RemoveAll();
            }
        }
    }

    private static RecordSource Open(Stream text, TableSchema schema, ConversionOptions options) => schema.Format switch
    {
        FileFormat.Csv => CsvSource.Open(text, schema, options),
        FileFormat.Ndjson => JsonSource.OpenLines(text, schema, options),
        FileFormat.Json => JsonSource.OpenArray(text, schema, options),
        _ => throw new ArgumentException($"The format {schema.Format} is not read from a stream.", nameof(schema)),
    };
}
