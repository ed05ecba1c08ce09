using System.Collections.Frozen;

using Analytics.Tabular.Schema;

namespace Analytics.Catalogue.Jobs;

public static class ResultTypes
{
    private static readonly FrozenDictionary<string, ColumnType> Plain = Enum.GetValues<ColumnKind>()
        .Where(kind => kind is not ColumnKind.Decimal)
        .Select(kind => new ColumnType(kind))
        .ToFrozenDictionary(Of);

    /// <summary>PostgreSQL's type for a declared one, spelled as <c>format_type</c> does.</summary>
    public static string Of(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => "boolean",
        ColumnKind.Int16 => "smallint",
        ColumnKind.Int32 => "integer",
        ColumnKind.Int64 => "bigint",
        ColumnKind.Float => "real",
        ColumnKind.Double => "double precision",
        ColumnKind.Decimal => $"numeric({type.Precision},{type.Scale})",
        ColumnKind.Date => "date",
        ColumnKind.Time => "time without time zone",
        ColumnKind.Timestamp => "timestamp without time zone",
        ColumnKind.TimestampTz => "timestamp with time zone",
        ColumnKind.String => "text",
        ColumnKind.Uuid => "uuid",
        ColumnKind.Json => "jsonb",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such type."),
    };

    /// <summary>The declared type of a column of a result table; null where no job can have made it.</summary>
    /// <param name="spelled">PostgreSQL's type, as <c>format_type</c> spells it.</param>
    public static ColumnType? Declared(string spelled) =>
        Plain.TryGetValue(spelled, out var plain) ? plain
        : spelled.StartsWith("numeric(", StringComparison.Ordinal)
            && ColumnType.TryParse($"decimal{spelled["numeric".Length..]}", out var number) ? number
        : null;
}
