namespace Analytics.Results.Queries;

/// <summary>What a chart's query gave.</summary>
/// <param name="Columns">In the order of the query.</param>
/// <param name="Rows">Values in the order of the columns; null for NULL.</param>
/// <param name="IsCut">There were more rows than a chart shows.</param>
/// <param name="Sources">Of each table that was read and that holds rows of a run, by name, as of the rows' moment.</param>
public sealed record QueryRows(
    IReadOnlyList<ResultColumn> Columns, IReadOnlyList<object?[]> Rows, bool IsCut, IReadOnlyList<ResultProvenance> Sources);
