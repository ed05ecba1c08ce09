using Analytics.Engines.Sandbox;
using Analytics.Ingestor.Options;
using Analytics.Machine.Files;
using Analytics.Machine.Scratch;
using Analytics.Tabular.Compression;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using Microsoft.Extensions.Options;

namespace Analytics.Ingestor.Ingest;

/// <summary>Chooses the reader of a source: text is parsed here, Parquet in a sandboxed child process.</summary>
public sealed class SourceConverter(SandboxedParquetConverter parquet, IOptions<IngestOptions> options, CrashPoints crash)
{
    public Task<ConversionResult> ConvertAsync(
        ConversionSource source, string scratch, IConvertedFileSink sink, CancellationToken cancellationToken)
    {
        var conversion = new ConversionOptions
        {
            ScratchDirectory = scratch,
            Limits = options.Value.Limits(),
            Workers = options.Value.Workers,
            OnlyRecords = source.Replay?.Records,
        };
        var (schema, progress) = (source.Contract.Schema, new CrashWhileParsing(crash));
        if (schema.Format == FileFormat.Parquet)
        {
            return ConvertParquetAsync(source, conversion, sink, cancellationToken);
        }

        return source.Replay is { } replay
            ? TableConverter.ReplayAsync(
                source.Content, replay.OpenAgain, source.Object.Key, schema, conversion, sink, progress, cancellationToken)
            : TableConverter.ConvertAsync(
                source.Content, source.Object.Key, schema, conversion, sink, progress, cancellationToken);
    }

    private async Task<ConversionResult> ConvertParquetAsync(
        ConversionSource source, ConversionOptions conversion, IConvertedFileSink sink, CancellationToken cancellationToken)
    {
        CheckSpace(source.Object.SizeBytes, conversion.ScratchDirectory);
        var spool = await SourceSpool.WriteAsync(
            source.Content,
            source.Object.Key,
            FileFormat.Parquet,
            conversion.Limits,
            Path.Combine(conversion.ScratchDirectory, "source.parquet"),
            cancellationToken);
        crash.Reach(CrashPoints.Spool);
        var result = spool.Fault is null
            ? await parquet.ConvertAsync(
                spool.Path, source.Object.Key, source.Contract.Schema, conversion, sink, null, cancellationToken)
            : new ConversionResult
            {
                Outcome = ConversionOutcome.Rejected,
                Fault = spool.Fault,
                SourceBytes = spool.SourceBytes,
                PlainBytes = spool.PlainBytes,
                Sha256 = spool.Sha256,
                Records = 0,
                RowsKept = 0,
                RowsQuarantined = 0,
            };
        return result with { SourceBytes = spool.SourceBytes, PlainBytes = spool.PlainBytes, Sha256 = spool.Sha256 };
    }

    // A reader of Parquet seeks, so the file must lie on local disk whole.
    private static void CheckSpace(long sourceBytes, string scratch)
    {
        if (ScratchShortage.Find(sourceBytes, scratch) is { } shortage)
        {
            throw shortage.IsFinal
                ? new ScratchTooSmallException(shortage)
                : new StorageFullException("the copy of a Parquet file", new IOException(shortage.ToString()));
        }
    }

    private sealed class CrashWhileParsing(CrashPoints crash) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => crash.Reach(CrashPoints.Parse);
    }
}
