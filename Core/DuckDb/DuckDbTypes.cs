using Analytics.Tabular.Schema;

namespace Analytics.DuckDb;

/// <summary>The platform's column types in the engine's words.</summary>
internal static class DuckDbTypes
{
    public static string Of(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => "BOOLEAN",
        ColumnKind.Int16 => "SMALLINT",
        ColumnKind.Int32 => "INTEGER",
        ColumnKind.Int64 => "BIGINT",
        ColumnKind.Float => "FLOAT",
        ColumnKind.Double => "DOUBLE",
        ColumnKind.Decimal => $"DECIMAL({type.Precision},{type.Scale})",
        ColumnKind.Date => "DATE",
        ColumnKind.Time => "TIME",
        ColumnKind.Timestamp => "TIMESTAMP",
        ColumnKind.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        ColumnKind.String => "VARCHAR",
        ColumnKind.Uuid => "UUID",
        ColumnKind.Json => "JSON",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such column type."),
    };

    /// <summary>
    /// Whether a value of the engine's type goes into the declared one unchanged, or else fails its cast. Between integers and
    /// decimals the cast checks the range; whatever would round is refused here.
    /// </summary>
    public static bool Keeps(string actual, ColumnType declared) => declared.Kind switch
    {
        ColumnKind.Boolean => actual == "BOOLEAN",
        ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 => IsInteger(actual),
        ColumnKind.Float => actual is "FLOAT" or "TINYINT" or "UTINYINT" or "SMALLINT" or "USMALLINT",
        ColumnKind.Double => actual is "DOUBLE" or "FLOAT"
            or "TINYINT" or "UTINYINT" or "SMALLINT" or "USMALLINT" or "INTEGER" or "UINTEGER",
        ColumnKind.Decimal => IsInteger(actual) || (ScaleOf(actual) is { } scale && scale <= declared.Scale),
        ColumnKind.Date => actual == "DATE",
        ColumnKind.Time => actual == "TIME",
        ColumnKind.Timestamp => actual is "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "DATE",
        ColumnKind.TimestampTz => actual == "TIMESTAMP WITH TIME ZONE",
        ColumnKind.String => actual is "VARCHAR" or "JSON" || actual.StartsWith("ENUM", StringComparison.Ordinal),
        ColumnKind.Uuid => actual == "UUID",
        ColumnKind.Json => actual is "JSON" or "VARCHAR",
        _ => false,
    };

    private static bool IsInteger(string type) => type is
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT";

    private static int? ScaleOf(string type) =>
        type.StartsWith("DECIMAL(", StringComparison.Ordinal) && type.EndsWith(')')
        && int.TryParse(type.AsSpan(type.IndexOf(',', StringComparison.Ordinal) + 1).TrimEnd(')'), out var scale)
            ? scale
            : null;
}
