using System.Text.Json;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Columns;

/// <summary>JSON values, kept as they are written once their syntax has been checked.</summary>
internal sealed class JsonColumn(Field field) : FieldColumn(field)
{
    /// <summary>Arrays and objects within each other, at most.</summary>
    public const int MaxDepth = 64;

    private readonly BytesBuffer _buffer = new();

    public override ColumnBuffer Buffer => _buffer;

    public override void Append(ReadOnlySpan<byte> text, RecordViolations violations)
    {
        if (IsJson(text))
        {
            _buffer.Append(text);
        }
        else
        {
            Refuse("type", text, violations);
        }
    }

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                // Utf8JsonReader leaves the escapes of strings unchecked until their text is asked for.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
