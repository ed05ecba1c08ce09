using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Analytics.LocalEmr.Protocol;

/// <summary>JSON 1.1 of AWS: members in Pascal case, absent instead of null, times as seconds since 1970.</summary>
internal static class ApiJson
{
    public static readonly JsonSerializerOptions Wire = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 32,
        Converters = { new EpochConverter() },
    };

    private sealed class EpochConverter : JsonConverter<DateTimeOffset>
    {
        /// <summary>Year 9999, the last that a time can hold.</summary>
        private const double Latest = 253_402_300_799;

        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var seconds = reader.GetDouble();
            return seconds is >= 0 and <= Latest
                ? DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(seconds * 1000))
                : throw new JsonException("A time must be given in seconds since 1970.");
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.ToUnixTimeMilliseconds() / 1000.0);
    }
}
