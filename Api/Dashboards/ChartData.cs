using System.Diagnostics.CodeAnalysis;

using Analytics.Catalogue.Dashboards;
using Analytics.Results;

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
/// <param name="Columns">How columns are written that are no axis.</param>
public sealed record ChartItem(
    string Id, string Title, string? Question, string Kind, string Job, ChartColumnItem? X, ChartColumnItem? Y, ChartColumnItem? Value,
    ChartColumnItem? Size, string? Series, IReadOnlyList<ChartColumnItem> Columns, string Map, int Width)
{
    internal static ChartItem Of(ChartDefinition chart) => new(
        chart.Id, chart.Title, chart.Question, chart.Kind.ToString().ToLowerInvariant(), chart.Job, ChartColumnItem.Of(chart.X),
        ChartColumnItem.Of(chart.Y), ChartColumnItem.Of(chart.Value), ChartColumnItem.Of(chart.Size), chart.Series,
        [.. chart.Columns.Select(column => ChartColumnItem.Of(column))], chart.Map, chart.Width);
}

/// <summary>A column that the dashboard says something about.</summary>
/// <param name="Format">number, plain, percent or compact.</param>
/// <param name="Decimals">Places after the point to show; null for all that the number has.</param>
public sealed record ChartColumnItem(string Column, string? Title, string? Unit, string Format, int? Decimals)
{
    [return: NotNullIfNotNull(nameof(axis))]
    internal static ChartColumnItem? Of(ChartAxis? axis) => axis is null
        ? null
        : new(axis.Column, axis.Title, axis.Unit, axis.Format.ToString().ToLowerInvariant(), axis.Decimals);
}
