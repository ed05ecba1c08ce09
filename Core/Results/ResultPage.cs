namespace Analytics.Core.Results;

/// <summary>A page of a result table.</summary>
/// <param name="Rows">Values in the order of the columns; null for NULL. Types are Npgsql's: json is text, dates are DateOnly.</param>
/// <param name="Total">Rows that match the filters.</param>
public sealed record ResultPage(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<object?[]> Rows, long Total);
