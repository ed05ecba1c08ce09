using System.Text.Unicode;
using Analytics.Tabular.Blocks;
using Analytics.Tabular.Columns;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Csv;

/// <summary>
/// Reads the records of CSV whose only special character is the doubled quote, by the structural index.
/// </summary>
internal sealed class QuotedCsvReader : IRecordReader
{
    private const byte LineEnd = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private readonly CsvRecord _record;
    private readonly StructuralIndex _index;
    private readonly byte _delimiter;
    private readonly bool _takesBlankLines;

    /// <summary>-1 where the file uses no quoting.</summary>
    private readonly int _quote;
    private byte[] _unquoted = new byte[1024];

    /// <summary>
    /// Quotes of the block that enclosed a field, or were doubled in one. Any other stands where none may.
    /// </summary>
    private int _quotesInPlace;

    public QuotedCsvReader(TableSchema schema, CsvColumnMap map)
    {
        _record = new CsvRecord(schema, map);
        _takesBlankLines = map.TakesBlankLines;
        _delimiter = (byte)schema.Dialect.Delimiter;
        _quote = schema.Dialect.QuoteChar ?? -1;
        _index = new StructuralIndex(_delimiter, (byte?)schema.Dialect.QuoteChar);
    }

    public void Read(Block block, BlockRows rows)
    {
        var bytes = block.Bytes;
        _index.Build(bytes);
        rows.Batch.IsTextClean = Utf8.IsValid(bytes) && !bytes.Contains((byte)0);
        _quotesInPlace = 0;
        if (!TryReadRecords(block, rows) || _quotesInPlace != _index.Quotes)
        {
            throw MisplacedQuote.Find(block, block.FirstRecord, _delimiter, (byte)_quote, _takesBlankLines)
                ?? CsvFaults.MisplacedQuote(block, block.FirstRecord, 0);
        }

        _index.Release();
    }

    /// <summary>False where a quote was met that is out of place.</summary>
    private bool TryReadRecords(Block block, BlockRows rows)
    {
        var bytes = block.Bytes;
        var positions = _index.Positions;
        var batch = rows.Batch;
        var (number, recordStart, fieldStart, field) = (block.FirstRecord, 0, 0, 0);
        for (var i = 0; i <= positions.Length; i++)
        {
            // Behind the last structural character comes the end of a record without a line end, if any.
            var position = i < positions.Length ? positions[i] : bytes.Length;
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

            var isBlank = isRecordEnd && field == 0 && text.IsEmpty && !_takesBlankLines;
            if (!isBlank && !TryAppendField(batch, field, text))
            {
                return false;
            }

            field++;
            fieldStart = position + 1;
            if (!isRecordEnd)
            {
                continue;
            }

            if (!isBlank)
            {
                _record.End(batch, field);
                rows.EndRecord(number++, recordStart, LengthOf(bytes, recordStart, position));
            }

            (recordStart, field) = (fieldStart, 0);
        }

        return true;
    }

    private static int LengthOf(ReadOnlySpan<byte> bytes, int start, int end) =>
        (end > start && bytes[end - 1] == CarriageReturn ? end - 1 : end) - start;

    private bool TryAppendField(RowBatch batch, int field, ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && text[0] == _quote)
        {
            return TryAppendQuoted(batch, field, text);
        }

        if (_index.HasStrayReturns && text.Contains(CarriageReturn))
        {
            _record.AddStrayReturn(batch, field, text);
        }

        _record.Append(batch, field, text, isQuoted: false);
        return true;
    }

    private bool TryAppendQuoted(RowBatch batch, int field, ReadOnlySpan<byte> text)
    {
        var quote = (byte)_quote;
        if (text.Length < 2 || text[^1] != quote)
        {
            return false;
        }

        var inner = text[1..^1];
        _quotesInPlace += 2;
        if (inner.Contains(quote) && !TryUnquote(ref inner, quote))
        {
            return false;
        }

        _record.Append(batch, field, inner, isQuoted: true);
        return true;
    }

    private bool TryUnquote(ref ReadOnlySpan<byte> inner, byte quote)
    {
        if (_unquoted.Length < inner.Length)
        {
            _unquoted = new byte[inner.Length];
        }

        var length = 0;
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == quote)
            {
                if (++i == inner.Length || inner[i] != quote)
                {
                    return false;
                }

                _quotesInPlace += 2;
            }

            _unquoted[length++] = inner[i];
        }

        inner = _unquoted.AsSpan(0, length);
        return true;
    }
}
