namespace Analytics.Results;

/// <summary>A page of a result table.</summary>
/// <param name="Rows">
/// Values in the order of the columns; null for NULL. Types are Npgsql's, but json is text, dates are DateOnly, and a <c>numeric</c> that
/// no decimal holds (or that is NaN or Infinity) is PostgreSQL's own text.
/// </param>
/// <param name="Total">Rows that match the filters.</param>
/// <param name="Source">Where these rows came from; null where no load of the table stands.</param>
public sealed record ResultPage(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<object?[]> Rows, long Total, ResultProvenance? Source);
