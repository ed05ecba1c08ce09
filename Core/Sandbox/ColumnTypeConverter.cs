using System.Text.Json;
using System.Text.Json.Serialization;

using Analytics.Tabular.Schema;

namespace Analytics.Core.Sandbox;

/// <summary>Types go over the wire as contracts write them.</summary>
public sealed class ColumnTypeConverter : JsonConverter<ColumnType>
{
    public override ColumnType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ColumnType.TryParse(reader.GetString(), out var type) ? type : throw new JsonException("Unknown column type.");

    public override void Write(Utf8JsonWriter writer, ColumnType value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
