using Analytics.Catalogue.Jobs;

namespace Analytics.Results.Snapshots;

/// <summary>The rows of a result table at a moment, as Parquet in the processed store.</summary>
/// <param name="Columns">The table's columns; the files have <c>run_id</c> behind them.</param>
/// <param name="Key">The columns of its primary key; none where it has none.</param>
/// <param name="Rows">Rows of all files.</param>
/// <param name="Bytes">Bytes of all files.</param>
/// <param name="Keys">The files, in order.</param>
internal sealed record SnapshotContent(
    IReadOnlyList<JobColumn> Columns, IReadOnlyList<string> Key, long Rows, long Bytes, IReadOnlyList<string> Keys);
