using Analytics.Tabular.Schema;

namespace Analytics.Catalogue.Dashboards;

/// <summary>A value that the reader of a dashboard chooses and the charts' queries name as <c>@name</c>.</summary>
/// <param name="Name">Without the at sign.</param>
/// <param name="Label">For people.</param>
/// <param name="Type">What the value must be.</param>
/// <param name="Default">What is chosen at first; null for none, which queries see as NULL.</param>
/// <param name="Options">The values to choose from; empty for free input.</param>
public sealed record DashboardFilter(string Name, string Label, ColumnType Type, string? Default, IReadOnlyList<string> Options);
