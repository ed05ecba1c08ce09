using Analytics.Tabular.Schema;

namespace Analytics.Engines;

/// <summary>A column of an input or an output.</summary>
/// <param name="Name">Compared without regard to case, as SQL does.</param>
/// <param name="Type">Its declared type.</param>
/// <param name="Required">Of an output: that NULL fails the run.</param>
public sealed record EngineColumn(string Name, ColumnType Type, bool Required = false);
