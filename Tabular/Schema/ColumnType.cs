using System.Globalization;

namespace Analytics.Tabular.Schema;

/// <summary>A column's type as contracts write it: <c>int32</c>, <c>decimal(12,2)</c>, <c>timestamptz</c>.</summary>
/// <param name="Kind">The physical type.</param>
/// <param name="Precision">Digits of a decimal, 1 to 38; 0 for other kinds.</param>
/// <param name="Scale">Digits behind the point of a decimal, 0 to <paramref name="Precision"/>.</param>
public readonly record struct ColumnType(ColumnKind Kind, int Precision = 0, int Scale = 0)
{
    public const int MaxPrecision = 38;

    /// <summary>Reads a type as contracts write it; false when the text names none.</summary>
    public static bool TryParse(string? text, out ColumnType type)
    {
        type = default;
        if (text is null)
        {
            return false;
        }

        if (text.StartsWith("decimal(", StringComparison.Ordinal) && text.EndsWith(')'))
        {
            var parts = text["decimal(".Length..^1].Split(',');
            if (parts.Length != 2
                || !int.TryParse(parts[0], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var precision)
                || !int.TryParse(parts[1], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var scale)
                || precision is < 1 or > MaxPrecision || scale < 0 || scale > precision)
            {
                return false;
            }

            type = new ColumnType(ColumnKind.Decimal, precision, scale);
            return true;
        }

        ColumnKind? kind = text switch
        {
            "boolean" => ColumnKind.Boolean,
            "int16" => ColumnKind.Int16,
            "int32" => ColumnKind.Int32,
            "int64" => ColumnKind.Int64,
            "float" => ColumnKind.Float,
            "double" => ColumnKind.Double,
            "date" => ColumnKind.Date,
            "time" => ColumnKind.Time,
            "timestamp" => ColumnKind.Timestamp,
            "timestamptz" => ColumnKind.TimestampTz,
            "string" => ColumnKind.String,
            "uuid" => ColumnKind.Uuid,
            "json" => ColumnKind.Json,
            _ => null,
        };
        if (kind is null)
        {
            return false;
        }

        type = new ColumnType(kind.Value);
        return true;
    }

    public override string ToString() => Kind == ColumnKind.Decimal
        ? $"decimal({Precision},{Scale})"
        : Kind.ToString().ToLowerInvariant();
}
