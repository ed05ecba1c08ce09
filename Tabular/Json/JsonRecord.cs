using System.Buffers;
using System.Text;
using System.Text.Json;
using Analytics.Tabular.Columns;
using Analytics.Tabular.Csv;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Json;

/// <summary>
/// Reads a JSON object into a row. Numbers fill number fields by their text, so that nothing is rounded; strings fill texts, dates,
/// times, decimals and numbers with a notation of their own.
/// </summary>
internal sealed class JsonRecord(TableSchema schema)
{
    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = JsonColumn.MaxDepth };

    private readonly MissingTexts _missing = new(schema.MissingValues);
    private readonly byte[][] _names = [.. schema.Fields.Select(field => Encoding.UTF8.GetBytes(field.Name))];
    private readonly byte[][] _trueTexts = [.. schema.Fields.Select(field => FirstText(field.TrueValues))];
    private readonly byte[][] _falseTexts = [.. schema.Fields.Select(field => FirstText(field.FalseValues))];
    private readonly bool[] _takesTexts = [.. schema.Fields.Select(TakesTexts)];
    private readonly bool[] _seen = new bool[schema.Fields.Count];
    private byte[] _unescaped = new byte[256];

    /// <summary>Reads the value that the reader stands on, and leaves it on that value's last token; <paramref name="source"/> is what it reads from.</summary>
    public void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> source, RowBatch batch)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            batch.Violations.AddShown("", "json.object", reader.TokenType.ToString());
            reader.Skip();
            return;
        }

        Array.Clear(_seen);
        var expected = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = Find(ref reader, expected);
            expected = index + 1;
            if (index < 0)
            {
                SkipUnknown(ref reader, batch);
            }
            else if (_seen[index])
            {
                reader.Read();
                batch.Violations.Add(schema.Fields[index].Name, "json.duplicate_key", Raw(ref reader, source));
            }
            else
            {
                _seen[index] = true;
                reader.Read();
                Append(ref reader, source, batch, index);
            }
        }

        for (var index = 0; index < _seen.Length; index++)
        {
            if (!_seen[index])
            {
                batch.Columns[index].AppendMissing(batch.Violations);
            }
        }
    }

    private static byte[] FirstText(IReadOnlyList<string> texts) => Encoding.UTF8.GetBytes(texts.Count == 0 ? "" : texts[0]);

    private static bool TakesTexts(Field field) => field.Type.Kind switch
    {
        ColumnKind.String or ColumnKind.Uuid or ColumnKind.Decimal => true,
        ColumnKind.Date or ColumnKind.Time or ColumnKind.Timestamp or ColumnKind.TimestampTz => true,
        ColumnKind.Boolean or ColumnKind.Json => false,
        _ => field.DecimalChar != '.' || field.GroupChar is not null,
    };

    private void Append(ref Utf8JsonReader reader, ReadOnlySpan<byte> source, RowBatch batch, int index)
    {
        var column = batch.Columns[index];
        var kind = column.Field.Type.Kind;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                column.AppendMissing(batch.Violations);
                break;
            case JsonTokenType.String when _takesTexts[index]:
                AppendText(ref reader, source, batch, column);
                break;
            case var _ when kind == ColumnKind.Json:
                column.Append(Raw(ref reader, source), batch.Violations);
                break;
            case JsonTokenType.Number when IsNumber(kind):
                column.Append(reader.ValueSpan, batch.Violations);
                break;
            case JsonTokenType.True when kind == ColumnKind.Boolean:
                column.Append(_trueTexts[index], batch.Violations);
                break;
            case JsonTokenType.False when kind == ColumnKind.Boolean:
                column.Append(_falseTexts[index], batch.Violations);
                break;
            default:
                column.Refuse("type", Raw(ref reader, source), batch.Violations);
                break;
        }
    }

    private static bool IsNumber(ColumnKind kind) => kind is ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64
        or ColumnKind.Float or ColumnKind.Double or ColumnKind.Decimal;

    private void AppendText(ref Utf8JsonReader reader, ReadOnlySpan<byte> source, RowBatch batch, FieldColumn column)
    {
        var text = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            if (_unescaped.Length < text.Length)
            {
                _unescaped = new byte[text.Length];
            }

            try
            {
                text = _unescaped.AsSpan(0, reader.CopyString(_unescaped));
            }
            catch (InvalidOperationException)
            {
                // An escape that stands for half of a character, or bytes that are not UTF-8.
                column.Refuse("utf8", Raw(ref reader, source), batch.Violations);
                return;
            }
        }

        if (_missing.Contains(text))
        {
            column.AppendMissing(batch.Violations);
        }
        else
        {
            column.Append(text, batch.Violations);
        }
    }

    /// <summary>The value's own bytes, and the reader on its last token.</summary>
    private static ReadOnlySpan<byte> Raw(ref Utf8JsonReader reader, ReadOnlySpan<byte> source)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return source[start..(int)reader.BytesConsumed];
    }

    /// <summary>
    /// Keys mostly come in the contract's order. One that is no text, for an escape of it stands for half of a character, is unknown.
    /// </summary>
    private int Find(ref Utf8JsonReader reader, int expected)
    {
        if (reader.ValueIsEscaped && !IsText(ref reader))
        {
            return -1;
        }

        if (expected < _names.Length && reader.ValueTextEquals(_names[expected]))
        {
            return expected;
        }

        for (var index = 0; index < _names.Length; index++)
        {
            if (reader.ValueTextEquals(_names[index]))
            {
                return index;
            }
        }

        return -1;
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        try
        {
            _ = reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private void SkipUnknown(ref Utf8JsonReader reader, RowBatch batch)
    {
        if (schema.UnknownFields == UnknownFields.Reject)
        {
            batch.Violations.Add("", "json.unknown_key", reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);
        }

        reader.Read();
        reader.Skip();
    }
}
