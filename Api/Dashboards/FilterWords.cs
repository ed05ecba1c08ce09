using Analytics.Catalogue.Dashboards;
using Analytics.Tabular.Schema;

namespace Analytics.Api.Dashboards;

/// <summary>What is wrong with a filter's value, for the person who chose it or was sent it in a link.</summary>
internal static class FilterWords
{
    /// <summary>Null where the value is one that the filter takes.</summary>
    public static string? FaultOf(DashboardFilter filter, string? value) =>
        string.IsNullOrEmpty(value) || FieldCheck.IsValue(new Field { Name = filter.Name, Type = filter.Type }, value)
            ? null
            : Refuse(filter, value);

    public static string Refuse(DashboardFilter filter, string? value) =>
        $"The filter '{filter.Label}' takes {Taken(filter.Type.Kind)}, which '{value}' is not. Choose another value.";

    private static string Taken(ColumnKind kind) => kind switch
    {
        ColumnKind.Int16 or ColumnKind.Int32 or ColumnKind.Int64 => "a whole number",
        ColumnKind.Float or ColumnKind.Double or ColumnKind.Decimal => "a number",
        ColumnKind.Boolean => "true or false",
        ColumnKind.Date => "a date such as 2001-02-28",
        ColumnKind.Time => "a time such as 23:59:00",
        ColumnKind.Timestamp or ColumnKind.TimestampTz => "a date and time such as 2001-02-28T23:59:00Z",
        ColumnKind.Uuid => "a UUID",
        ColumnKind.Json => "JSON",
        _ => "a text",
    };
}
