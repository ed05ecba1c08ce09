namespace Analytics.Engines.Columns;

/// <summary>Which bytes of its input files a SELECT reads, besides their footers.</summary>
/// <param name="Ranges">Null for all bytes: the SELECT may read every column, or that cannot be told.</param>
public sealed record ColumnPlan(IReadOnlyList<FileRange>? Ranges)
{
    public static readonly ColumnPlan All = new((IReadOnlyList<FileRange>?)null);
}
