using Analytics.Tabular.Blocks;
using Analytics.Tabular.Conversion;

namespace Analytics.Tabular.Csv;

/// <summary>Faults after which the rest of a CSV file cannot be trusted.</summary>
internal static class CsvFaults
{
    public static FileFaultException UnterminatedQuote(Block block, long record, int recordStart) => new(new FileFault(
        "csv.unterminated_quote",
        "A quote was opened in this record and never closed, so the end of the record is unknown.",
        "Close the quote in the source, or set dialect.quoteChar to null where the file uses no quoting.",
        record,
        block.LineAt(recordStart),
        block.OffsetOf(recordStart)));

    public static FileFaultException RecordTooLong(
        Block block, int recordStart, long length, ConversionLimits limits) => new(new FileFault(
        "record.too_long",
        $"A record is longer than {limits.MaxRecordBytes:N0} bytes ({length:N0} bytes were read of it).",
        "Check the line ends of the file; where such records are meant, raise Ingest:MaxRecordBytes.",
        Line: block.LineAt(recordStart),
        ByteOffset: block.OffsetOf(recordStart)));

    public static FileFaultException MisplacedQuote(Block block, long record, int position) => new(new FileFault(
        "csv.misplaced_quote",
        "A quote is where RFC 4180 allows none, so the quotes after it are ambiguous.",
        "Enclose the field in quotes and double those inside it, or set dialect.quoteChar to null where the file uses no quoting.",
        record,
        block.LineAt(position),
        block.OffsetOf(position)));

    public static FileFaultException Header(CsvStart start, string code, string message, string advice) => new(new FileFault(
        code, message, advice, Line: start.SkippedLines + 1, ByteOffset: start.OffsetOf(start.Skipped)));
}
