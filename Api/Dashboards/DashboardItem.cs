using Analytics.Catalogue.Dashboards;

namespace Analytics.Api.Dashboards;

/// <summary>A dashboard.</summary>
public sealed record DashboardItem(
    string Name, string Title, string? Description, IReadOnlyList<DashboardFilterItem> Filters, IReadOnlyList<ChartItem> Charts)
{
    internal static DashboardItem Of(DashboardDefinition dashboard) => new(
        dashboard.Name, dashboard.Title, dashboard.Description, [.. dashboard.Filters.Select(DashboardFilterItem.Of)],
        [.. dashboard.Charts.Select(ChartItem.Of)]);
}

/// <summary>A value that the reader chooses: a parameter of the charts' addresses.</summary>
/// <param name="Default">What holds where none is chosen.</param>
/// <param name="Options">The values to choose from; empty for free input.</param>
public sealed record DashboardFilterItem(string Name, string Label, string Type, string? Default, IReadOnlyList<string> Options)
{
    internal static DashboardFilterItem Of(DashboardFilter filter) =>
        new(filter.Name, filter.Label, filter.Type.ToString(), filter.Default, filter.Options);
}
