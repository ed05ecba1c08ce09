namespace Analytics.DuckDb.Verify;

/// <summary>Two results of one job, held against each other.</summary>
/// <param name="Columns">In the declared order.</param>
/// <param name="LeftOnly">Rows that only the first one has: no row of the other has their key.</param>
/// <param name="RightOnly">Rows that only the second one has.</param>
/// <param name="Differing">Rows that both have, with other values.</param>
/// <param name="Examples">The first few of all these, for people.</param>
public sealed record ResultComparison(
    long LeftRows, long RightRows, IReadOnlyList<ColumnComparison> Columns, long LeftOnly, long RightOnly, long Differing,
    IReadOnlyList<string> Examples)
{
    public bool Agree => LeftOnly + RightOnly + Differing == 0;
}
