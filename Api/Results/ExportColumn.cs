using System.Globalization;

using Analytics.Results;

using ParquetSharp;

namespace Analytics.Api.Results;

/// <summary>A Parquet column for a column of a result table.</summary>
/// <param name="Declared">Its name and type.</param>
/// <param name="Write">Writes the values at a place of rows as the row group's next column.</param>
internal sealed record ExportColumn(Column Declared, Action<RowGroupWriter, List<object?[]>, int> Write)
{
    private const string Numeric = "numeric(";

    public static ExportColumn Of(ResultColumn column) => column.Type switch
    {
        "boolean" => Values<bool>(column.Name),
        "smallint" => Values<short>(column.Name),
        "integer" => Values<int>(column.Name),
        "bigint" => Values<long>(column.Name),
        "real" => Values<float>(column.Name),
        "double precision" => Values<double>(column.Name),
        "date" => Of<Date?>(column.Name, value => value is DateOnly date ? new Date(date.Year, date.Month, date.Day) : null),
        "time without time zone" => Of<TimeSpan?>(
            column.Name, value => value is TimeOnly time ? time.ToTimeSpan() : null, LogicalType.Time(isAdjustedToUtc: false, TimeUnit.Micros)),
        "uuid" => Of<Guid?>(column.Name, value => value is Guid id ? id : null, LogicalType.Uuid()),
        var type when type.StartsWith(Numeric, StringComparison.Ordinal) && !WideNumbers.Is(type) =>
            Decimal(column.Name, type[Numeric.Length..^1].Split(',')),
        "timestamp without time zone" => Time(column.Name, isUtc: false),
        "timestamp with time zone" => Time(column.Name, isUtc: true),
        _ => Of(column.Name, value => value is null ? null : value as string ?? CsvRows.Field(value)),
    };

    private static ExportColumn Decimal(string name, string[] digits) => Of<decimal?>(
        name,
        value => value is decimal number ? number : null,
        LogicalType.Decimal(int.Parse(digits[0], CultureInfo.InvariantCulture), int.Parse(digits[1], CultureInfo.InvariantCulture)));

    private static ExportColumn Values<T>(string name)
        where T : struct => Of<T?>(name, value => value is T given ? given : null);

    private static ExportColumn Time(string name, bool isUtc) =>
        Of<DateTime?>(name, value => value is DateTime time ? time : null, LogicalType.Timestamp(isUtc, TimeUnit.Micros));

    private static ExportColumn Of<T>(string name, Func<object?, T> read, LogicalType? type = null) => new(
        new Column<T>(name, type),
        (group, rows, at) =>
        {
            using var writer = group.NextColumn().LogicalWriter<T>();
            writer.WriteBatch([.. rows.Select(row => read(row[at]))]);
        });
}
