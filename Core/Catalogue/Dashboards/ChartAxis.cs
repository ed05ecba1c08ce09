namespace Analytics.Core.Catalogue.Dashboards;

/// <summary>A column of the query, and what to write beside it.</summary>
public sealed record ChartAxis(string Column, string? Title, string? Unit);
