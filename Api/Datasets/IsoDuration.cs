using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;

namespace Analytics.Api.Datasets;

/// <summary>A length of time as ISO 8601 writes it: <c>P1DT12H</c>.</summary>
internal sealed class IsoDuration : JsonConverter<TimeSpan?>
{
    public override TimeSpan? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } text ? XmlConvert.ToTimeSpan(text) : null;

    public override void Write(Utf8JsonWriter writer, TimeSpan? value, JsonSerializerOptions options)
    {
        if (value is { } length)
        {
            writer.WriteStringValue(XmlConvert.ToString(length));
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
