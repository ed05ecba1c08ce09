using System.Globalization;

using Analytics.Engines;
using Analytics.JobFailures;
using Analytics.Tabular.Schema;

using DuckDB.NET.Data;

namespace Analytics.DuckDb;

/// <summary>Reads parameters' texts as their declared types, strictly, and binds them.</summary>
internal static class ParameterValues
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>The named parameters, bound; throws a failure when one is missing or does not fit its type.</summary>
    public static IReadOnlyList<DuckDBParameter> Bind(IReadOnlyList<string> used, IReadOnlyList<EngineParameter> parameters) =>
    [
        .. used.Select(name => parameters.FirstOrDefault(p =>
            string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase)) is { } parameter
            ? new DuckDBParameter(name, Read(parameter))
            : throw Failure($"The parameter ${name} has no value.", "Give it one when the run is started, or a default in job.yaml.")),
    ];

    private static object Read(EngineParameter parameter)
    {
        if (parameter.Value is not { } text)
        {
            return DBNull.Value;
        }

        object? value = parameter.Type.Kind switch
        {
            ColumnKind.Boolean => bool.TryParse(text, out var v) ? v : null,
            ColumnKind.Int16 => short.TryParse(text, NumberStyles.AllowLeadingSign, Invariant, out var v) ? v : null,
            ColumnKind.Int32 => int.TryParse(text, NumberStyles.AllowLeadingSign, Invariant, out var v) ? v : null,
            ColumnKind.Int64 => long.TryParse(text, NumberStyles.AllowLeadingSign, Invariant, out var v) ? v : null,
            ColumnKind.Float => float.TryParse(text, NumberStyles.Float, Invariant, out var v) ? v : null,
            ColumnKind.Double => double.TryParse(text, NumberStyles.Float, Invariant, out var v) ? v : null,
            ColumnKind.Decimal => ReadDecimal(text, parameter.Type),
            ColumnKind.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", Invariant, DateTimeStyles.None, out var v) ? v : null,
            ColumnKind.Time => TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFF"], Invariant,
                DateTimeStyles.None, out var v) ? v : null,
            ColumnKind.Timestamp => ReadTimestamp(text),
            ColumnKind.TimestampTz => ReadInstant(text),
            ColumnKind.Uuid => Guid.TryParseExact(text, "D", out var v) ? v : null,
            ColumnKind.String or ColumnKind.Json => text,
            _ => null,
        };
        return value ?? throw Failure(
            $"The value of the parameter ${parameter.Name} is not a valid {parameter.Type}.",
            "Write numbers as 1.5, dates as 2001-12-31, times as 13:45:00, instants as 2001-12-31T13:45:00Z, booleans as true or false.");
    }

    private static decimal? ReadDecimal(string text, ColumnType type)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(text, Style, Invariant, out var value)
            && decimal.Round(value, Math.Min(type.Scale, 28)) == value
            && (type.Precision - type.Scale >= 29 || Math.Abs(value) < (decimal)Math.Pow(10, type.Precision - type.Scale))
            ? value
            : null;
    }

    private static DateTime? ReadTimestamp(string text)
    {
        string[] formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFF", "yyyy-MM-dd'T'HH:mm",
            "yyyy-MM-dd HH:mm", "yyyy-MM-dd"];
        return DateTime.TryParseExact(text, formats, Invariant, DateTimeStyles.None, out var value) ? value : null;
    }

    /// <summary>The offset must be there: without it the text names no instant.</summary>
    private static DateTimeOffset? ReadInstant(string text)
    {
        string[] formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mmK"];
        return (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > "yyyy-MM-dd".Length)
            && DateTimeOffset.TryParseExact(text, formats, Invariant, DateTimeStyles.AssumeUniversal, out var value)
            ? value
            : null;
    }

    private static EngineFailureException Failure(string message, string advice) =>
        new(new EngineFailure(EngineFailureCode.Parameter, message, [], advice, Retryable: false));
}
