using System.Text.RegularExpressions;

namespace Analytics.Catalogue.Dashboards;

/// <summary>A chart over a job's result table.</summary>
public sealed partial record ChartDefinition
{
    /// <summary>Unique in its dashboard.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>What a person would ask, that this chart answers.</summary>
    public string? Question { get; init; }

    public required ChartKind Kind { get; init; }

    /// <summary>The job whose result the query reads; its newest run is the one that the chart names.</summary>
    public required string Job { get; init; }

    /// <summary>One PostgreSQL SELECT over the schema <c>results</c>; filters are <c>@name</c>.</summary>
    public required string Query { get; init; }

    public ChartAxis? X { get; init; }

    public ChartAxis? Y { get; init; }

    /// <summary>The figure: colour of a heatmap or a map's point, the number of <see cref="ChartKind.Number"/>.</summary>
    public ChartAxis? Value { get; init; }

    /// <summary>The size of a map's or scatter's points.</summary>
    public ChartAxis? Size { get; init; }

    /// <summary>The column that tells series (or points) apart and labels them.</summary>
    public string? Series { get; init; }

    /// <summary>How the columns are written that are no axis: those of a table.</summary>
    public IReadOnlyList<ChartAxis> Columns { get; init; } = [];

    /// <summary>Columns of the page's twelve, 3 to 12.</summary>
    public int Width { get; init; } = 6;

    /// <summary>For a map: <c>us</c> or <c>world</c>.</summary>
    public string Map { get; init; } = "us";

    /// <summary>Whether its query names a filter.</summary>
    public bool Uses(DashboardFilter filter) => Filter().Matches(Query).Any(match => match.Groups["name"].Value == filter.Name);

    [GeneratedRegex("@(?<name>[A-Za-z_][A-Za-z0-9_]*)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Filter();
}
