using System.Text.Unicode;
using Analytics.Tabular.Blocks;
using Analytics.Tabular.Columns;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Csv;

/// <summary>
/// Reads CSV with an escape character or comment lines, byte by byte. An escape takes the next byte literally, inside
/// quotes and outside; where there is one, quotes are not doubled.
/// </summary>
internal sealed class EscapedCsvReader(TableSchema schema, CsvColumnMap map) : IRecordReader
{
    private readonly CsvRecord _record = new(schema, map);
    private readonly byte _delimiter = (byte)schema.Dialect.Delimiter;
    private readonly int _quote = schema.Dialect.QuoteChar ?? -1;
    private readonly int _escape = schema.Dialect.EscapeChar != schema.Dialect.QuoteChar ? schema.Dialect.EscapeChar ?? -1 : -1;
    private readonly int _comment = schema.Dialect.CommentChar ?? -1;
    private readonly bool _takesBlankLines = map.TakesBlankLines;
    private byte[] _text = new byte[1024];
    private int _length;

    public void Read(Block block, BlockRows rows)
    {
        var bytes = block.Bytes;
        rows.Batch.IsTextClean = Utf8.IsValid(bytes) && !bytes.Contains((byte)0);
        var number = block.FirstRecord;
        for (var position = 0; position < bytes.Length;)
        {
            var lineEnd = _takesBlankLines ? 0 : LengthOfLineEnd(bytes, position);
            if (lineEnd > 0)
            {
                position += lineEnd;
            }
            else if (bytes[position] == _comment)
            {
                var comment = bytes[position..].IndexOf((byte)'\n');
                position = comment < 0 ? bytes.Length : position + comment + 1;
            }
            else
            {
                position = ReadRecord(block, rows, number++, position);
            }
        }
    }

    /// <summary>Returns where the next record begins.</summary>
    private int ReadRecord(Block block, BlockRows rows, long number, int start)
    {
        var bytes = block.Bytes;
        var position = start;
        for (var field = 0; ; field++)
        {
            var fieldStart = position;
            var isQuoted = position < bytes.Length && bytes[position] == _quote;
            position = isQuoted ? ReadQuoted(block, number, position) : ReadUnquoted(block, number, position);
            Append(rows.Batch, field, bytes[fieldStart..position], isQuoted);
            if (position < bytes.Length && bytes[position] == _delimiter)
            {
                position++;
                continue;
            }

            _record.End(rows.Batch, field + 1);
            rows.EndRecord(number, start, position - start);
            return position + LengthOfLineEnd(bytes, position);
        }
    }

    private void Append(RowBatch batch, int field, ReadOnlySpan<byte> raw, bool isQuoted)
    {
        // What is declared as missing is compared as it is written: \N is declared so, and would be N once read.
        if (!isQuoted && _record.IsMissing(raw))
        {
            _record.Append(batch, field, raw, isQuoted: false);
            return;
        }

        if (!isQuoted && raw.Contains((byte)'\r'))
        {
            _record.AddStrayReturn(batch, field, raw);
        }

        // And what was written otherwise is a value, also where it reads as a missing one now: \NA is the text NA.
        _record.Append(batch, field, _text.AsSpan(0, _length), isQuoted: true);
    }

    private int ReadQuoted(Block block, long number, int start)
    {
        var bytes = block.Bytes;
        _length = 0;
        for (var i = start + 1; i < bytes.Length; i++)
        {
            if (bytes[i] == _escape && i + 1 < bytes.Length)
            {
                Add(bytes[++i]);
            }
            else if (bytes[i] != _quote)
            {
                Add(bytes[i]);
            }
            else if (_escape < 0 && i + 1 < bytes.Length && bytes[i + 1] == _quote)
            {
                Add(bytes[++i]);
            }
            else if (i + 1 == bytes.Length || bytes[i + 1] == _delimiter || LengthOfLineEnd(bytes, i + 1) > 0)
            {
                return i + 1;
            }
            else
            {
                throw CsvFaults.MisplacedQuote(block, number, i);
            }
        }

        throw CsvFaults.MisplacedQuote(block, number, start);
    }

    private int ReadUnquoted(Block block, long number, int start)
    {
        var bytes = block.Bytes;
        _length = 0;
        for (var i = start; i < bytes.Length; i++)
        {
            if (bytes[i] == _delimiter || LengthOfLineEnd(bytes, i) > 0)
            {
                return i;
            }

            if (bytes[i] == _quote)
            {
                throw CsvFaults.MisplacedQuote(block, number, i);
            }

            i += bytes[i] == _escape && i + 1 < bytes.Length ? 1 : 0;
            Add(bytes[i]);
        }

        return bytes.Length;
    }

    /// <summary>1 for LF, 2 for CRLF, 1 for a CR that ends the source, else 0.</summary>
    private static int LengthOfLineEnd(ReadOnlySpan<byte> bytes, int position)
    {
        if (position >= bytes.Length)
        {
            return 0;
        }

        if (bytes[position] == '\n')
        {
            return 1;
        }

        var isReturn = bytes[position] == '\r';
        return isReturn && position + 1 == bytes.Length ? 1 : isReturn && bytes[position + 1] == '\n' ? 2 : 0;
    }

    private void Add(byte value)
    {
        if (_length == _text.Length)
        {
            Array.Resize(ref _text, _length * 2);
        }

        _text[_length++] = value;
    }
}
