using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

using Analytics.Tabular.Schema;

namespace Analytics.Runs;

/// <summary>How the JSON columns of runs are written: types as contracts write them, enums as words.</summary>
public static class RunJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new ColumnTypeConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Text that PostgreSQL's jsonb takes: a NUL in it becomes a visible sign.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options).Replace("\\u0000", "\\u2400", StringComparison.Ordinal);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"The JSON of a {typeof(T).Name} is null.");
}
