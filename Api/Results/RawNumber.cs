using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.Api.Results;

/// <summary>A number that no type of .NET holds, written into JSON digit by digit.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record RawNumber(string Text)
{
    /// <summary>Null for NaN and Infinity, for which JSON has no number.</summary>
    public static RawNumber? Of(string text) => char.IsAsciiDigit(text[^1]) ? new RawNumber(text) : null;

    internal sealed class Converter : JsonConverter<RawNumber>
    {
        public override RawNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Numbers are only written.");

        public override void Write(Utf8JsonWriter writer, RawNumber value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Text);
    }
}
