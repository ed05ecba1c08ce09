using Analytics.Tabular.Schema;

namespace Analytics.Engines;

/// <summary>A value that is bound to <c>$name</c>, never pasted.</summary>
/// <param name="Name">Without the dollar sign.</param>
/// <param name="Type">Its declared type.</param>
/// <param name="Value">In invariant form (<c>true</c>, <c>1.50</c>, <c>2001-12-31</c>, ISO 8601 for instants); null for NULL.</param>
public sealed record EngineParameter(string Name, ColumnType Type, string? Value);
