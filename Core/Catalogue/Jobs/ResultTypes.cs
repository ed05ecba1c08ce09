using Analytics.Tabular.Schema;

namespace Analytics.Catalogue.Jobs;

public static class ResultTypes
{
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
}
