using Analytics.Ingestor.Options;
using Analytics.Tabular.Conversion;
using Microsoft.Extensions.Options;

namespace Analytics.Ingestor.Ingest;

/// <summary>Chooses the reader of a source: text is parsed here, Parquet in a sandboxed child process.</summary>
public sealed class SourceConverter(IOptions<IngestOptions> options, CrashPoints crash)
{
    public Task<ConversionResult> ConvertAsync(
        ConversionSource source, string scratch, IConvertedFileSink sink, CancellationToken cancellationToken)
    {
        var conversion = new ConversionOptions
        {
            ScratchDirectory = scratch,
            Limits = options.Value.Limits(),
            Workers = options.Value.Workers,
            OnlyRecords = source.OnlyRecords,
        };
        return TableConverter.ConvertAsync(
            source.Content, source.Object.Key, source.Contract.Schema, conversion, sink, new CrashWhileParsing(crash), cancellationToken);
    }

    private sealed class CrashWhileParsing(CrashPoints crash) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => crash.Reach(CrashPoints.Parse);
    }
}
