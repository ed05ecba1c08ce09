using Analytics.Tabular.Blocks;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Csv;

/// <summary>
/// Cuts CSV with an escape character or comment lines, byte by byte: with these, the number of quotes before a line
/// feed says nothing.
/// </summary>
internal sealed class EscapedCsvCutter(BlockFiller filler, Dialect dialect, bool takesBlankLines, ConversionLimits limits) : IBlockCutter
{
    private readonly int _quote = dialect.QuoteChar ?? -1;
    private readonly int _escape = dialect.EscapeChar != dialect.QuoteChar ? dialect.EscapeChar ?? -1 : -1;
    private readonly int _comment = dialect.CommentChar ?? -1;

    public long Records { get; private set; }

    public bool TryCut(Block block)
    {
        filler.Begin(block);
        while (true)
        {
            var (recordStart, records, insideQuotes) = Scan(block);
            var end = recordStart;
            if (filler.IsAtEnd && recordStart < block.Length)
            {
                if (insideQuotes)
                {
                    throw CsvFaults.UnterminatedQuote(block, Records + records + 1, recordStart);
                }

                records += IsRecord(block.Bytes[recordStart..]) ? 1 : 0;
                end = block.Length;
            }

            if (end > 0 || (filler.IsAtEnd && block.Length == 0))
            {
                block.FirstRecord = Records + 1;
                block.Records = records;
                Records += records;
                filler.End(block, end);
                return end > 0;
            }

            if (!filler.TryGrow(block, limits))
            {
                throw insideQuotes
                    ? CsvFaults.UnterminatedQuote(block, Records + records + 1, recordStart)
                    : CsvFaults.RecordTooLong(block, recordStart, block.Length - recordStart, limits);
            }
        }
    }

    /// <summary>
    /// Where the last record begins that has no end yet, how many ended before, and whether a quote is open.
    /// </summary>
    private (int RecordStart, int Records, bool InsideQuotes) Scan(Block block)
    {
        var bytes = block.Bytes;
        var (recordStart, records, insideQuotes) = (0, 0, false);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (i == recordStart && bytes[i] == _comment)
            {
                var lineEnd = bytes[i..].IndexOf((byte)'\n');
                if (lineEnd < 0)
                {
                    break;
                }

                i += lineEnd;
                recordStart = i + 1;
            }
            else if (bytes[i] == _escape)
            {
                i++;
            }
            else if (bytes[i] == _quote)
            {
                insideQuotes = !insideQuotes;
            }
            else if (bytes[i] == '\n' && !insideQuotes)
            {
                if (i + 1 - recordStart > limits.MaxRecordBytes)
                {
                    throw CsvFaults.RecordTooLong(block, recordStart, i + 1 - recordStart, limits);
                }

                records += IsRecord(bytes[recordStart..i]) ? 1 : 0;
                recordStart = i + 1;
            }
        }

        return (recordStart, records, insideQuotes);
    }

    private bool IsRecord(ReadOnlySpan<byte> line) =>
        line is [] or [(byte)'\r'] ? takesBlankLines : line[0] != _comment;
}
