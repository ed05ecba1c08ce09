using System.Buffers;
using System.Text;
using Analytics.Tabular.Columns;
using Analytics.Tabular.Csv;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Values;

namespace Analytics.Tabular.Json;

/// <summary>
/// Reads a line as programs write most of them: all keys in the contract's order, numbers without exponent, texts without escapes, at
/// most one space behind a comma or colon. What it takes it reads as <see cref="JsonRecord"/> does; the rest is left to that.
/// </summary>
internal sealed class PlainJsonLine
{
    private const int MaxSkippedLines = 64;

    private static readonly SearchValues<byte> EndsOfText = SearchValues.Create(
        [(byte)'"', (byte)'\\', .. Enumerable.Range(0, 0x20).Select(code => (byte)code)]);

    private readonly MissingTexts _missing;
    private readonly byte[][] _keys;
    private readonly bool[] _takesTexts;
    private int _skipNext;
    private int _skipped;

    public PlainJsonLine(TableSchema schema, bool[] takesTexts)
    {
        (_missing, _takesTexts) = (new MissingTexts(schema.MissingValues), takesTexts);
        _keys = [.. schema.Fields.Select(field => Encoding.UTF8.GetBytes($"\"{field.Name}\":"))];
        IsPossible = schema.Fields.Count > 0
            && schema.Fields.All(field => !Encoding.UTF8.GetBytes(field.Name).AsSpan().ContainsAny(EndsOfText));
    }

    private bool IsPossible { get; }

    /// <summary>
    /// Reads the line into the batch; false where it is not such a line, with the batch as it was before. After lines that are not, the
    /// next ones are not tried.
    /// </summary>
    public bool TryRead(ReadOnlySpan<byte> line, RowBatch batch)
    {
        if (!IsPossible || _skipped++ < _skipNext)
        {
            return false;
        }

        _skipped = 0;
        if (TryReadFields(line, batch))
        {
            _skipNext = 0;
            return true;
        }

        _skipNext = Math.Min(MaxSkippedLines, (_skipNext * 2) + 1);
        batch.DropRow();
        batch.Violations.Clear();
        return false;
    }

    private bool TryReadFields(ReadOnlySpan<byte> line, RowBatch batch)
    {
        var rest = line;
        for (var index = 0; index < _keys.Length; index++)
        {
            if (!TryTake(ref rest, index == 0 ? (byte)'{' : (byte)','))
            {
                return false;
            }

            TryTake(ref rest, (byte)' ');
            if (!rest.StartsWith(_keys[index]))
            {
                return false;
            }

            rest = rest[_keys[index].Length..];
            TryTake(ref rest, (byte)' ');
            if (!TryTakeValue(ref rest, batch, index))
            {
                return false;
            }
        }

        return rest is [(byte)'}'];
    }

    private bool TryTakeValue(ref ReadOnlySpan<byte> rest, RowBatch batch, int index)
    {
        var column = batch.Columns[index];
        if (TryTake(ref rest, (byte)'"'))
        {
            var length = _takesTexts[index] ? rest.IndexOfAny(EndsOfText) : -1;
            if (length < 0 || rest[length] != '"')
            {
                return false;
            }

            Append(column, rest[..length], batch.Violations);
            rest = rest[(length + 1)..];
            return true;
        }

        if (JsonRecord.IsNumber(column.Field.Type.Kind) && NumberLength(rest) is var digits && digits > 0)
        {
            column.AppendPlain(rest[..digits], batch.Violations);
            rest = rest[digits..];
            return true;
        }

        if (rest.StartsWith("null"u8))
        {
            column.AppendMissing(batch.Violations);
            rest = rest[4..];
            return true;
        }

        return TryTakeFlag(ref rest, column);
    }

    private void Append(FieldColumn column, ReadOnlySpan<byte> text, RecordViolations violations)
    {
        if (_missing.Contains(text))
        {
            column.AppendMissing(violations);
        }
        else
        {
            column.Append(text, violations);
        }
    }

    private static bool TryTakeFlag(ref ReadOnlySpan<byte> rest, FieldColumn column)
    {
        var isTrue = rest.StartsWith("true"u8);
        if (column is not PrimitiveColumn<bool, BooleanParser> flags || (!isTrue && !rest.StartsWith("false"u8)))
        {
            return false;
        }

        flags.AppendValue(isTrue);
        rest = rest[(isTrue ? 4 : 5)..];
        return true;
    }

    /// <summary>The length of a number as JSON writes it, without an exponent; 0 where none stands.</summary>
    private static int NumberLength(ReadOnlySpan<byte> text)
    {
        var start = text.Length > 0 && text[0] == '-' ? 1 : 0;
        var end = EndOfDigits(text, start);
        if (end == start || (text[start] == '0' && end > start + 1))
        {
            return 0;
        }

        if (end < text.Length && text[end] == '.')
        {
            start = end + 1;
            end = EndOfDigits(text, start);
        }

        return end == start || (end < text.Length && (text[end] | 0x20) == 'e') ? 0 : end;
    }

    private static int EndOfDigits(ReadOnlySpan<byte> text, int start)
    {
        var end = start;
        while ((uint)end < (uint)text.Length && (uint)(text[end] - '0') <= 9)
        {
            end++;
        }

        return end;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> text, byte character) => Digits.TryTake(ref text, character);
}
