using Analytics.Database;
using Analytics.Runs;

using Dapper;

using Npgsql;

namespace Analytics.Results.Snapshots;

/// <summary>A result table as it was after a load, which stands for the outputs of all loads up to that one.</summary>
/// <param name="RunId">The newest run in it.</param>
/// <param name="LoadedAt">When that run was loaded, UTC.</param>
/// <param name="MadeAt">When the snapshot was made, UTC.</param>
internal sealed record ResultSnapshot(long RunId, DateTime LoadedAt, DateTime MadeAt, SnapshotContent Content)
{
    /// <summary>The table's snapshot, unless all rows were replaced since; null where there is none.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">Holds the table's lock, or is null where a snapshot of a moment ago will do.</param>
    /// <param name="table">The result table.</param>
    /// <param name="without">A run whose load does not count: it is about to be undone, or is just being loaded.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ResultSnapshot?> FindAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, string table, long? without, CancellationToken cancellationToken) =>
        await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            Sql.Of<ResultSnapshot>("FindSnapshot"), new { table, without }, transaction, cancellationToken: cancellationToken))
            is { } row
            ? new ResultSnapshot(row.RunId, row.LoadedAt, row.MadeAt, RunJson.Read<SnapshotContent>(row.Content))
            : null;

    private sealed record Row(long RunId, DateTime LoadedAt, DateTime MadeAt, string Content);
}
