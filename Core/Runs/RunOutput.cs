namespace Analytics.Runs;

/// <summary>The kept output of a run in the processed store.</summary>
/// <param name="Rows">Rows of all files.</param>
/// <param name="Bytes">Bytes of all files.</param>
/// <param name="Keys">The Parquet files, in order.</param>
public sealed record RunOutput(long Rows, long Bytes, IReadOnlyList<string> Keys);
