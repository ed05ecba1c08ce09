using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.Tabular.Schema;

/// <summary>Types in JSON as contracts write them.</summary>
public sealed class ColumnTypeConverter : JsonConverter<ColumnType>
{
    public override ColumnType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ColumnType.TryParse(reader.GetString(), out var type)
            ? type
            : throw new JsonException($"'{reader.GetString()}' is not a column type.");

    public override void Write(Utf8JsonWriter writer, ColumnType value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
