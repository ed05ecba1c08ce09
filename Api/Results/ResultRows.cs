using Analytics.Results;

namespace Analytics.Api.Results;

/// <summary>Some rows of a result table.</summary>
/// <param name="Rows">Values in the order of the columns.</param>
/// <param name="Total">Rows that match the filters.</param>
/// <param name="Source">The run that they came from; null where no load of the table stands.</param>
public sealed record ResultRows(
    IReadOnlyList<ResultColumn> Columns, IReadOnlyList<object?[]> Rows, long Total, long Offset, ResultProvenance? Source);
