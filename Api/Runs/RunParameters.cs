using System.Globalization;
using System.Text.Json;

using Analytics.Catalogue.Jobs;
using Analytics.Tabular.Schema;

namespace Analytics.Api.Runs;

/// <summary>Checks the values that a person gives a run, all of them, before it is queued.</summary>
internal static class RunParameters
{
    private const int MaxLength = 10_000;

    /// <summary>Faults by parameter name; empty where all is well.</summary>
    public static IReadOnlyDictionary<string, string[]> Check(JobDefinition job, IReadOnlyDictionary<string, string?> given)
    {
        var faults = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var name in given.Keys.Where(name => job.Parameters.All(parameter => parameter.Name != name)))
        {
            faults[name] = [$"Job '{job.Name}' has no such parameter; its parameters: {Names(job)}."];
        }

        foreach (var parameter in job.Parameters)
        {
            var value = given.GetValueOrDefault(parameter.Name) ?? parameter.Default;
            if (value is null)
            {
                faults[parameter.Name] = ["A value is required: this parameter has no default."];
            }
            else if (!Fits(parameter.Type, value))
            {
                faults[parameter.Name] = [$"'{Shorten(value)}' is not a valid {parameter.Type}{Example(parameter.Type)}."];
            }
        }

        return faults;
    }

    /// <summary>JSON values in the invariant form that the engine binds.</summary>
    public static IReadOnlyDictionary<string, string?> Read(IReadOnlyDictionary<string, JsonElement>? values) =>
        (values ?? new Dictionary<string, JsonElement>()).ToDictionary(pair => pair.Key, pair => pair.Value.ValueKind switch
        {
            JsonValueKind.String => pair.Value.GetString(),
            JsonValueKind.Null => null,
            _ => pair.Value.GetRawText(),
        }, StringComparer.Ordinal);

    private static bool Fits(ColumnType type, string value) => value.Length <= MaxLength && type.Kind switch
    {
        ColumnKind.Boolean => value is "true" or "false",
        ColumnKind.Int16 => short.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        ColumnKind.Int32 => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        ColumnKind.Int64 => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        ColumnKind.Float or ColumnKind.Double => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        ColumnKind.Decimal => decimal.TryParse(
            value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _),
        ColumnKind.Date => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ColumnKind.Time => TimeOnly.TryParse(value, CultureInfo.InvariantCulture, out _),
        ColumnKind.Timestamp or ColumnKind.TimestampTz => DateTimeOffset.TryParse(
            value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
        ColumnKind.Uuid => Guid.TryParse(value, out _),
        ColumnKind.Json => IsJson(value),
        _ => !value.Contains('\0', StringComparison.Ordinal),
    };

    private static bool IsJson(string value)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Example(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => ": write true or false",
        ColumnKind.Date => ": write it as 2001-03-31",
        ColumnKind.Timestamp or ColumnKind.TimestampTz => ": write it as 2001-03-31T14:30:00",
        _ => "",
    };

    private static string Names(JobDefinition job) =>
        job.Parameters.Count == 0 ? "none" : string.Join(", ", job.Parameters.Select(parameter => parameter.Name));

    private static string Shorten(string value) => value.Length <= 100 ? value : value[..100] + "…";
}
