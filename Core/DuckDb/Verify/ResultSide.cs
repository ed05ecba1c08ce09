namespace Analytics.DuckDb.Verify;

/// <summary>A result that is compared.</summary>
/// <param name="Engine">Whose it is; names it in what people read.</param>
/// <param name="Files">Its Parquet files on this machine, which have the declared columns.</param>
public sealed record ResultSide(string Engine, IReadOnlyList<string> Files);
