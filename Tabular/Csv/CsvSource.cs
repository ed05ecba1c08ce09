using Analytics.Tabular.Blocks;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Csv;

/// <summary>Opens a CSV source: looks at its first record before anything else does, and compares the header with the contract.</summary>
internal static class CsvSource
{
    public static RecordSource Open(Stream plain, TableSchema schema, ConversionOptions options)
    {
        var start = CsvStart.Read(plain, schema.Dialect, options.Limits);
        var map = CsvColumnMap.WithoutHeader(schema);
        var (consumed, lines) = (start.Skipped, start.SkippedLines);
        if (schema.Dialect.Header)
        {
            map = CsvColumnMap.FromHeader(start.FirstRecord, schema);
            (consumed, lines) = (start.End, start.EndLines);
        }

        var rest = new PrefixedStream(start.Bytes[consumed..], plain);
        var filler = new BlockFiller(rest, options.BlockBytes, consumed, lines + 1);
        var notes = map.IsReordered ? ["The file's columns stand in another order than the contract's; they were matched by name."] : Array.Empty<string>();
        var quote = (byte?)schema.Dialect.QuoteChar;
        return new RecordSource(
            new QuotedCsvCutter(filler, quote, options.Limits),
            () => new QuotedCsvReader(schema, map),
            notes);
    }
}
