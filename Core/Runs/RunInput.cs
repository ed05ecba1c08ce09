using Analytics.Engines;

namespace Analytics.Runs;

/// <summary>A dataset that a run reads.</summary>
/// <param name="Dataset">Its name, which is the table's in the script.</param>
/// <param name="Columns">The columns that its contract declares.</param>
public sealed record RunInput(string Dataset, IReadOnlyList<EngineColumn> Columns);
