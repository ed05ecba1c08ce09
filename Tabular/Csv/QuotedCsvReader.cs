using System.Text.Unicode;
using Analytics.Tabular.Blocks;
using Analytics.Tabular.Columns;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Csv;

/// <summary>Reads the records of CSV whose only special character is the doubled quote, by the structural index.</summary>
internal sealed class QuotedCsvReader : IRecordReader
{
    private const byte LineEnd = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private readonly CsvRecord _record;
    private readonly StructuralIndex _index;
    private readonly byte? _quote;
    private byte[] _unquoted = new byte[1024];

    public QuotedCsvReader(TableSchema schema, CsvColumnMap map)
    {
        _record = new CsvRecord(schema, map);
        _quote = (byte?)schema.Dialect.QuoteChar;
        _index = new StructuralIndex((byte)schema.Dialect.Delimiter, _quote);
    }

    public void Read(Block block, BlockRows rows)
    {
        var bytes = block.Bytes;
        _index.Build(bytes);
        rows.Batch.IsTextClean = Utf8.IsValid(bytes) && !bytes.Contains((byte)0);
        var (number, recordStart, fieldStart, field) = (block.FirstRecord, 0, 0, 0);
        var isWanted = rows.IsWanted(number);
        for (var i = 0; i <= _index.Count; i++)
        {
            // Behind the last structural character comes the end of a record without a line end, if any.
            var position = i < _index.Count ? _index.Positions[i] : bytes.Length;
            if (position == bytes.Length && fieldStart == bytes.Length && field == 0)
            {
                break;
            }

            var isRecordEnd = position == bytes.Length || bytes[position] == LineEnd;
            var text = bytes[fieldStart..position];
            if (isRecordEnd && text.Length > 0 && text[^1] == CarriageReturn)
            {
                text = text[..^1];
            }

            var isBlank = isRecordEnd && field == 0 && text.IsEmpty;
            if (!isBlank && isWanted)
            {
                AppendField(block, rows.Batch, number, field, fieldStart, text);
            }

            field++;
            fieldStart = position + 1;
            if (!isRecordEnd)
            {
                continue;
            }

            if (!isBlank)
            {
                if (isWanted)
                {
                    _record.End(rows.Batch, field);
                    rows.EndRecord(number, recordStart, LengthOf(bytes, recordStart, position));
                }

                isWanted = rows.IsWanted(++number);
            }

            (recordStart, field) = (fieldStart, 0);
        }
    }

    private static int LengthOf(ReadOnlySpan<byte> bytes, int start, int end) =>
        (end > start && bytes[end - 1] == CarriageReturn ? end - 1 : end) - start;

    private void AppendField(Block block, RowBatch batch, long number, int field, int start, ReadOnlySpan<byte> text)
    {
        if (!_index.HasQuotes || _quote is not { } quote)
        {
            AppendUnquoted(batch, field, text);
            return;
        }

        if (text.IsEmpty || text[0] != quote)
        {
            var stray = text.IndexOf(quote);
            if (stray >= 0)
            {
                throw CsvFaults.MisplacedQuote(block, number, start + stray);
            }

            AppendUnquoted(batch, field, text);
            return;
        }

        if (text.Length < 2 || text[^1] != quote)
        {
            throw CsvFaults.MisplacedQuote(block, number, start + Math.Max(text.LastIndexOf(quote), 0));
        }

        var inner = text[1..^1];
        if (inner.Contains(quote))
        {
            inner = Unquote(block, number, start + 1, inner, quote);
        }

        _record.Append(batch, field, inner, isQuoted: true);
    }

    private void AppendUnquoted(RowBatch batch, int field, ReadOnlySpan<byte> text)
    {
        if (_index.HasStrayReturns && text.Contains(CarriageReturn))
        {
            CsvRecord.AddStrayReturn(batch, text);
        }

        _record.Append(batch, field, text, isQuoted: false);
    }

    private ReadOnlySpan<byte> Unquote(Block block, long number, int start, ReadOnlySpan<byte> inner, byte quote)
    {
        if (_unquoted.Length < inner.Length)
        {
            _unquoted = new byte[inner.Length];
        }

        var length = 0;
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == quote && (++i == inner.Length || inner[i] != quote))
            {
                throw CsvFaults.MisplacedQuote(block, number, start + i - 1);
            }

            _unquoted[length++] = inner[i];
        }

        return _unquoted.AsSpan(0, length);
    }
}
