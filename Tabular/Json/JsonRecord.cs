using System.Text;
using System.Text.Json;
using Analytics.Tabular.Columns;
using Analytics.Tabular.Csv;
using Analytics.Tabular.Quarantine;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Values;

namespace Analytics.Tabular.Json;

/// <summary>
/// Reads a JSON object into a row. Numbers fill number fields by their text, so that nothing is rounded, and in JSON's own notation;
/// strings fill texts, dates, times, decimals, and numbers and booleans with a notation of their own.
/// </summary>
internal sealed class JsonRecord(TableSchema schema)
{
    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = JsonColumn.MaxDepth };

    private readonly MissingTexts _missing = new(schema.MissingValues);
    private readonly byte[][] _names = [.. schema.Fields.Select(field => Encoding.UTF8.GetBytes(field.Name))];
    private readonly bool[] _takesTexts = [.. schema.Fields.Select(TakesTexts)];
    private readonly bool[] _seen = new bool[schema.Fields.Count];
    private byte[] _unescaped = new byte[256];

    /// <summary>
    /// Reads the value that the reader stands on, and leaves it on that value's last token; <paramref name="source"/> is what it reads
    /// from.
    /// </summary>
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

    /// <summary>The shorter way for lines of the usual form.</summary>
    public PlainJsonLine CreatePlainLine() => new(schema, _takesTexts);

    private static bool TakesTexts(Field field) => field.Type.Kind switch
    {
        ColumnKind.String or ColumnKind.Uuid or ColumnKind.Decimal => true,
        ColumnKind.Date or ColumnKind.Time or ColumnKind.Timestamp or ColumnKind.TimestampTz => true,
        ColumnKind.Boolean => field.HasBooleanTexts,
        ColumnKind.Json => false,
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
            case JsonTokenType.String when _takesTexts[index] || _missing.Any:
                AppendText(ref reader, source, batch, column, _takesTexts[index]);
                break;
            case var _ when kind == ColumnKind.Json:
                column.Append(Raw(ref reader, source), batch.Violations);
                break;
            case JsonTokenType.Number when IsNumber(kind):
                column.AppendPlain(reader.ValueSpan, batch.Violations);
                break;
            case JsonTokenType.Number when kind == ColumnKind.Boolean && column.Field.HasBooleanTexts:
                column.Append(reader.ValueSpan, batch.Violations);
                break;
            case JsonTokenType.True or JsonTokenType.False when column is PrimitiveColumn<bool, BooleanParser> flags:
                flags.AppendValue(reader.TokenType == JsonTokenType.True);
                break;
            default:
                column.Refuse("type", Raw(ref reader, source), batch.Violations);
                break;
        }
    }

    public static bool IsNumber(ColumnKind kind) => kind is ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64
        or ColumnKind.Float or ColumnKind.Double or ColumnKind.Decimal;

    private void AppendText(ref Utf8JsonReader reader, ReadOnlySpan<byte> source, RowBatch batch, FieldColumn column, bool takesTexts)
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
        else if (column.Field.Type.Kind == ColumnKind.Json)
        {
            column.Append(Raw(ref reader, source), batch.Violations);
        }
        else if (!takesTexts)
        {
            column.Refuse("type", Raw(ref reader, source), batch.Violations);
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
            batch.Violations.AddShown("", "json.unknown_key", VisibleText.Of(Violation.Show(reader.ValueSpan)));
        }

        reader.Read();
        reader.Skip();
    }
}
