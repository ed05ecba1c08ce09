namespace Analytics.Catalogue.Dashboards;

/// <summary>A column of the query, what to write beside it, and how to write its numbers.</summary>
/// <param name="Decimals">Places after the point to show; null for all that the number has. What is exact stays to be had.</param>
public sealed record ChartAxis(
    string Column, string? Title, string? Unit, NumberFormat Format = NumberFormat.Number, int? Decimals = null);
