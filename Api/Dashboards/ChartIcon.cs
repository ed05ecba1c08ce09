using Analytics.Catalogue.Dashboards;

using MudBlazor;

namespace Analytics.Api.Dashboards;

internal static class ChartIcon
{
    public static string Of(ChartKind kind) => kind switch
    {
        ChartKind.Bar => Icons.Material.Outlined.BarChart,
        ChartKind.Line => Icons.Material.Outlined.ShowChart,
        ChartKind.Scatter => Icons.Material.Outlined.ScatterPlot,
        ChartKind.Heatmap => Icons.Material.Outlined.GridOn,
        ChartKind.Map => Icons.Material.Outlined.Map,
        ChartKind.Table => Icons.Material.Outlined.TableRows,
        _ => Icons.Material.Outlined.Pin,
    };
}
