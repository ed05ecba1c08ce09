using System.Text;
using System.Text.Json;
using Analytics.Tabular.Schema;

namespace Analytics.Datasets.Delta;

/// <summary>A contract's columns in Delta Lake's words. None of them are partition columns (docs/adr/0018).</summary>
internal static class DeltaSchema
{
    /// <summary>The schema as the action <c>metaData</c> carries it: JSON within JSON.</summary>
    public static string Of(TableSchema schema)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, DeltaActions.Json))
        {
            json.WriteStartObject();
            json.WriteString("type", "struct");
            json.WriteStartArray("fields");
            foreach (var field in schema.Fields)
            {
                Write(json, field);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Whether readers must know the type <c>timestamp_ntz</c>.</summary>
    public static bool HasTimestampNtz(TableSchema schema) =>
        schema.Fields.Any(field => field.Type.Kind == ColumnKind.Timestamp);

    /// <summary>
    /// The type that readers take a column's Parquet form for. Delta Lake has none for times of day and UUIDs: those are read as what
    /// they are stored as, microseconds since midnight and 16 bytes.
    /// </summary>
    public static string TypeOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => "boolean",
        ColumnKind.Int16 => "short",
        ColumnKind.Int32 => "integer",
        ColumnKind.Int64 or ColumnKind.Time => "long",
        ColumnKind.Float => "float",
        ColumnKind.Double => "double",
        ColumnKind.Decimal => type.ToString(),
        ColumnKind.Date => "date",
        ColumnKind.Timestamp => "timestamp_ntz",
        ColumnKind.TimestampTz => "timestamp",
        ColumnKind.String or ColumnKind.Json => "string",
        ColumnKind.Uuid => "binary",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The column type has no Delta Lake form."),
    };

    private static void Write(Utf8JsonWriter json, Field field)
    {
        json.WriteStartObject();
        json.WriteString("name", field.Name);
        json.WriteString("type", TypeOf(field.Type));
        json.WriteBoolean("nullable", true);
        json.WriteStartObject("metadata");
        if (CommentOf(field) is { Length: > 0 } comment)
        {
            json.WriteString("comment", comment);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string CommentOf(Field field)
    {
        var form = field.Type.Kind switch
        {
            ColumnKind.Time => "microseconds since midnight",
            ColumnKind.Uuid => "UUID as 16 bytes",
            ColumnKind.Json => "JSON",
            _ => null,
        };
        return string.Join("; ", new[] { field.Description, field.Unit, form }.Where(part => !string.IsNullOrEmpty(part)));
    }
}
