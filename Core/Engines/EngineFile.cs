namespace Analytics.Engines;

/// <summary>A Parquet file of a result, on this machine, complete and closed.</summary>
/// <param name="Path">Absolute, below the task's scratch directory.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Bytes">Its size.</param>
public sealed record EngineFile(string Path, long Rows, long Bytes);
