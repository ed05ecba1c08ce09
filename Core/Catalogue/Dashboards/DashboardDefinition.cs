namespace Analytics.Catalogue.Dashboards;

/// <summary>A page of charts, from <c>dashboards/&lt;name&gt;.yaml</c>.</summary>
public sealed record DashboardDefinition
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<DashboardFilter> Filters { get; init; } = [];

    public required IReadOnlyList<ChartDefinition> Charts { get; init; }
}
