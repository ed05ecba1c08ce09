using Analytics.Core.Catalogue.Dashboards;
using Analytics.Core.Results;

namespace Analytics.Api.Dashboards;

/// <summary>A chart with its figures.</summary>
/// <param name="Columns">In the order of the values of each row.</param>
/// <param name="IsCut">There were more rows than a chart shows.</param>
/// <param name="Sources">Where each table that the query reads came from, that of the chart's job first; empty while no run's result stands.</param>
/// <param name="Awaited">What must happen before there are figures; null where there are some.</param>
public sealed record ChartData(
    ChartItem Chart, IReadOnlyList<ChartColumn> Columns, IReadOnlyList<object?[]> Rows, bool IsCut,
    IReadOnlyList<ResultProvenance> Sources, string? Awaited);

/// <summary>A column of a chart's rows.</summary>
/// <param name="Type">PostgreSQL's name of the type.</param>
public sealed record ChartColumn(string Name, string Type);

/// <summary>A chart as the dashboard declares it.</summary>
/// <param name="Kind">bar, line, scatter, heatmap, map, table or number.</param>
public sealed record ChartItem(
    string Id, string Title, string? Question, string Kind, string Job, ChartAxis? X, ChartAxis? Y, ChartAxis? Value, ChartAxis? Size,
    string? Series, string Map, int Width)
{
    internal static ChartItem Of(ChartDefinition chart) => new(
        chart.Id, chart.Title, chart.Question, chart.Kind.ToString().ToLowerInvariant(), chart.Job, chart.X, chart.Y, chart.Value,
        chart.Size, chart.Series, chart.Map, chart.Width);
}
