namespace Analytics.Engines;

/// <summary>A dataset's pinned version, as a table that the SQL may name.</summary>
/// <param name="Name">The dataset's name, which is the table's.</param>
/// <param name="Files">
/// Absolute paths of its Parquet files on this machine or, for a remote engine, their keys in the processed store; none gives an empty
/// table of the declared types.
/// </param>
/// <param name="Columns">The declared columns; a file that lacks one gives NULLs for it. None: those that the files have.</param>
public sealed record EngineInput(string Name, IReadOnlyList<string> Files, IReadOnlyList<EngineColumn> Columns);
