namespace Analytics.Results;

/// <summary>Which rows of a result table, and which columns.</summary>
public sealed record ResultQuery
{
    /// <summary>The table's name in schema <c>results</c>.</summary>
    public required string Table { get; init; }

    /// <summary>Columns to give; empty for all.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    public IReadOnlyList<ResultFilter> Filters { get; init; } = [];

    public IReadOnlyList<ResultSort> Sort { get; init; } = [];

    public long Offset { get; init; }

    /// <summary>Rows of a page, 1 to 10,000. An export gives all rows.</summary>
    public int Limit { get; init; } = 100;
}
