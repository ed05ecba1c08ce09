using Analytics.Tabular.Conversion;
using Analytics.Tabular.ParquetOutput;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.ParquetInput;

/// <summary>
/// Converts a Parquet file under a schema, as <see cref="TableConverter"/> does with text. The file meets native code here: where it is
/// not to be trusted, run this in a limited child process.
/// </summary>
public static class ParquetFileConverter
{
    /// <summary>
    /// Reads the file at <paramref name="path"/>. Columns are found by their names, each value is taken without loss or its record goes
    /// to quarantine, as a line of JSON. The result has no hash: whoever spooled the file made one. Of a rejected
    /// file the broken records that were found are left: they show what is wrong with it.
    /// </summary>
    public static async Task<ConversionResult> ConvertAsync(
        string path,
        string sourceName,
        TableSchema schema,
        ConversionOptions options,
        IConvertedFileSink sink,
        IProgress<ConversionProgress>? progress,
        CancellationToken cancellationToken)
    {
        using var delivery = new FileDelivery(options, sink);
        using var source = new ParquetSource();
        var accepted = false;
        IReadOnlyList<ConvertedFile> files = [];
        try
        {
            var bytes = new FileInfo(path).Length;
            var plain = PlainNotation(schema);
            using var run = new ConversionRun(sourceName, plain, options, delivery);
            var fault = run.ReadsKeptFirst ? await ReadKeptAsync() : null;
            fault ??= await run.ConvertAsync(
                () => source.Open(path, plain, options),
                records => progress?.Report(new ConversionProgress(bytes, records)),
                cancellationToken);
            accepted = fault is null;
            files = [.. delivery.Delivered.Where(file => accepted || file.Kind == ConvertedFileKind.Quarantine)];
            return new ConversionResult
            {
                Outcome = accepted ? ConversionOutcome.Accepted : ConversionOutcome.Rejected,
                Fault = fault,
                SourceBytes = bytes,
                PlainBytes = bytes,
                Sha256 = "",
                Records = run.Records,
                RowsKept = delivery.RowsOf(ConvertedFileKind.Data),
                RowsQuarantined = delivery.RowsOf(ConvertedFileKind.Quarantine),
                Files = files,
                Violations = run.Violations,
                Notes = run.Notes,
            };

            async Task<FileFault?> ReadKeptAsync()
            {
                using var first = new ParquetSource();
                return await run.ReadKeptAsync(() => first.Open(path, plain, options), cancellationToken);
            }
        }
        finally
        {
            if (!accepted)
            {
                delivery.RemoveAll(kept: files);
            }
        }
    }

    // Values are typed already: how a text file would write them says nothing here.
    private static TableSchema PlainNotation(TableSchema schema) => schema with
    {
        Fields = [.. schema.Fields.Select(field => field with
        {
            Format = null,
            DecimalChar = '.',
            GroupChar = null,
            TrueValues = ["true"],
            FalseValues = ["false"],
        })],
    };
}
