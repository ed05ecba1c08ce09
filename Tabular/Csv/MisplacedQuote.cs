using Analytics.Tabular.Blocks;
using Analytics.Tabular.Conversion;

namespace Analytics.Tabular.Csv;

/// <summary>
/// Looks for the cause when a block has a quote that is never closed: mostly one that stood where none may stand, and
/// turned inside and outside round for all that follows.
/// </summary>
internal static class MisplacedQuote
{
    /// <summary>
    /// The first misplaced quote of the block; null where each stands well, so that the last one is simply open.
    /// </summary>
    public static FileFaultException? Find(Block block, long firstRecord, byte delimiter, byte quote, bool takesBlankLines)
    {
        var bytes = block.Bytes;
        var (record, isRecordStart, position) = (firstRecord, true, 0);
        while (position < bytes.Length)
        {
            var fieldStart = position;
            var end = bytes[position] == quote ? EndOfQuoted(bytes, position, quote) : position;
            var next = end + IndexOfFieldEnd(bytes[end..], delimiter);
            var stray = bytes[end..next].IndexOf(quote);
            var isLineEnd = next < bytes.Length && bytes[next] == '\n';
            var endsLine = isLineEnd || next == bytes.Length;
            if (end > fieldStart && end < next && !(endsLine && bytes[end..next] is [(byte)'\r']))
            {
                return CsvFaults.MisplacedQuote(block, record, end - 1);
            }

            if (stray >= 0)
            {
                return CsvFaults.MisplacedQuote(block, record, end + stray);
            }

            var isBlank = !takesBlankLines && isLineEnd && isRecordStart && bytes[fieldStart..next] is [] or [(byte)'\r'];
            record += isLineEnd && !isBlank ? 1 : 0;
            isRecordStart = isLineEnd;
            position = next + 1;
        }

        return null;
    }

    /// <summary>Behind the closing quote, or the end of the block where it has none.</summary>
    private static int EndOfQuoted(ReadOnlySpan<byte> bytes, int start, byte quote)
    {
        for (var i = start + 1; i < bytes.Length; i++)
        {
            if (bytes[i] == quote && (i + 1 == bytes.Length || bytes[i + 1] != quote))
            {
                return i + 1;
            }

            i += bytes[i] == quote ? 1 : 0;
        }

        return bytes.Length;
    }

    private static int IndexOfFieldEnd(ReadOnlySpan<byte> bytes, byte delimiter)
    {
        var end = bytes.IndexOfAny(delimiter, (byte)'\n');
        return end < 0 ? bytes.Length : end;
    }
}
