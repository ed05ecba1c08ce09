using Analytics.Tabular.Schema;

namespace Analytics.Catalogue.Jobs;

/// <summary>A column of a result table.</summary>
public sealed record JobColumn(string Name, ColumnType Type, string? Unit = null, string? Description = null, bool Required = false);
