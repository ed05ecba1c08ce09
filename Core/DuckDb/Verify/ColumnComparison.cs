using Analytics.Tabular.Schema;

namespace Analytics.DuckDb.Verify;

/// <summary>What a column of two results says of itself, whatever the order of the rows.</summary>
/// <param name="Left">A checksum of its values; of floating-point numbers their sum.</param>
/// <param name="Right">The same of the other result.</param>
/// <param name="Differences">How many rows that both results have differ in it, beyond the tolerance.</param>
public sealed record ColumnComparison(string Name, ColumnType Type, string Left, string Right, long Differences);
