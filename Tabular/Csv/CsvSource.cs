using Analytics.Tabular.Blocks;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Csv;

/// <summary>
/// Opens a CSV source: looks at its first record before anything else does, and compares the header with the
/// contract.
/// </summary>
internal static class CsvSource
{
    public static RecordSource Open(Stream plain, TableSchema schema, ConversionOptions options)
    {
        var start = CsvStart.Read(plain, schema, options.Limits);
        if (start.Bytes.IsEmpty)
        {
            throw new FileFaultException(SourceFaults.Empty);
        }

        var map = CsvColumnMap.WithoutHeader(schema);
        var (consumed, lines) = (start.Skipped, start.SkippedLines);
        if (schema.Dialect.Header)
        {
            map = CsvColumnMap.FromHeader(start, schema);
            (consumed, lines) = (start.End, start.EndLines);
        }

        var rest = new PrefixedStream(start.Bytes[consumed..], plain);
        var filler = new BlockFiller(rest, options.BlockBytes, start.OffsetOf(consumed), schema.Encoding, lines + 1);
        string[] notes = map.IsReordered
            ? ["The file's columns are in another order than the contract's; they were matched by name."]
            : [];
        var dialect = schema.Dialect;
        return dialect.CommentChar is null && (dialect.EscapeChar is null || dialect.EscapeChar == dialect.QuoteChar)
            ? new RecordSource(
                new QuotedCsvCutter(filler, (byte)dialect.Delimiter, (byte?)dialect.QuoteChar, map.TakesBlankLines, options.Limits),
                () => new QuotedCsvReader(schema, map),
                notes)
            : new RecordSource(
                new EscapedCsvCutter(filler, dialect, map.TakesBlankLines, options.Limits),
                () => new EscapedCsvReader(schema, map),
                notes);
    }
}
