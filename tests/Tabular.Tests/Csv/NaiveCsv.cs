using System.Text;
using System.Text.Unicode;

namespace Analytics.Tabular.Tests.Csv;

/// <summary>
/// The slowest reader of strict CSV that one can write: byte by byte over the whole text, by the rules as the guide
/// states them. With one column a blank line is a record.
/// </summary>
internal static class NaiveCsv
{
    public static CsvOutcome Read(byte[] text, int columns = 2)
    {
        if (text.Length == 0)
        {
            return CsvOutcome.Failure;
        }

        var (rows, records, number, position) = (new StringBuilder(), new StringBuilder(), 0, text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);
        var isFirst = true;
        while (position < text.Length)
        {
            if (columns > 1 && LineEnd(text, position) is > 0 and var length)
            {
                if (isFirst && text[position] == '\r' && length == 1)
                {
                    return CsvOutcome.Failure;
                }

                position += length;
                continue;
            }

            var (fields, start) = (new List<byte[]>(), position);
            var hasReturn = false;
            while (true)
            {
                var field = new List<byte>();
                var isQuoted = position < text.Length && text[position] == '"';
                if (isQuoted ? !TakeQuoted(text, ref position, field) : !TakeUnquoted(text, ref position, field, ref hasReturn))
                {
                    return CsvOutcome.Failure;
                }

                fields.Add([.. field]);
                if (position == text.Length || text[position] != ',')
                {
                    break;
                }

                position++;
            }

            // One record, no line feed, but a carriage return: lines that end with CR alone.
            var end = LineEnd(text, position);
            if (isFirst && position + end == text.Length && (end == 0 ? hasReturn : text[^1] == '\r'))
            {
                return CsvOutcome.Failure;
            }

            isFirst = false;
            var isKept = fields.Count == columns && !hasReturn && fields.All(field => Utf8.IsValid(field) && !field.Contains((byte)0));
            records.Append(CsvOutcome.Show(++number, start, position - start, isKept));
            position += end;
            if (isKept)
            {
                rows.Append($"[{string.Join('|', fields.Select(Convert.ToHexString))}]");
            }
        }

        return new CsvOutcome(rows.ToString(), records.ToString(), false);
    }

    private static bool TakeQuoted(byte[] text, ref int position, List<byte> field)
    {
        for (position++; position < text.Length; position++)
        {
            if (text[position] != '"')
            {
                field.Add(text[position]);
            }
            else if (position + 1 < text.Length && text[position + 1] == '"')
            {
                field.Add(text[position++]);
            }
            else
            {
                position++;
                return position == text.Length || text[position] == ',' || LineEnd(text, position) > 0;
            }
        }

        return false;
    }

    private static bool TakeUnquoted(byte[] text, ref int position, List<byte> field, ref bool hasReturn)
    {
        for (; position < text.Length && text[position] != ',' && LineEnd(text, position) == 0; position++)
        {
            if (text[position] == '"')
            {
                return false;
            }

            hasReturn |= text[position] == '\r';
            field.Add(text[position]);
        }

        return true;
    }

    private static int LineEnd(byte[] text, int position)
    {
        if (position >= text.Length)
        {
            return 0;
        }

        if (text[position] == '\r')
        {
            return position + 1 == text.Length ? 1 : text[position + 1] == '\n' ? 2 : 0;
        }

        return text[position] == '\n' ? 1 : 0;
    }
}
