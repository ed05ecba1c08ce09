using Analytics.Database;
using Analytics.Storage;

using Dapper;

using Npgsql;

namespace Analytics.Results.Snapshots;

/// <summary>
/// Folds the outputs of a table that are kept no longer into one snapshot. The database makes it as a rollback would make the table, in a
/// temporary table of a transaction that is given up, so that loads go on meanwhile; the table's lock is held only while the snapshot is
/// named.
/// </summary>
internal sealed class OutputFold(
    NpgsqlDataSource database, IObjectStore store, TimeProvider time, string table, string scratch, CancellationToken cancellationToken)
{
    private const int MostLoads = 1000;

    /// <summary>A snapshot is written anew once what comes upon it has this share of its bytes, or is as many runs.</summary>
    private const double LeastShare = 0.1;
    private const int ManyLoads = 100;

    /// <summary>Returns the keys that nothing names any longer, and why nothing could be folded.</summary>
    public async Task<(IReadOnlyList<string> Keys, string? Fault)> FoldAsync(TimeSpan keep)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (snapshot, loads) = await DueAsync(connection, null, keep);
        if (!IsWorthIt(snapshot, loads))
        {
            return ([], null);
        }

        var (content, fault) = await MakeAsync(connection, snapshot, loads);
        return content is null ? ([], fault) : (await NameAsync(connection, keep, snapshot, loads, content), null);
    }

    private static bool IsWorthIt(ResultSnapshot? snapshot, List<StandingLoad> loads) =>
        loads.Count > 0 && loads.Count + (snapshot is null ? 0 : 1) > 1
        && (snapshot is null || loads.Count >= ManyLoads
            || loads.Sum(load => load.Output.Bytes) >= snapshot.Content.Bytes * LeastShare);

    private async Task<(SnapshotContent? Content, string? Fault)> MakeAsync(
        NpgsqlConnection connection, ResultSnapshot? snapshot, List<StandingLoad> loads)
    {
        // Never committed: the temporary table goes with it.
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var writer = new ResultWriter(connection, transaction, time, cancellationToken);
        var replay = new TableReplay(writer, store, scratch, cancellationToken);
        if (await replay.FillAsync(table, ResultNames.Fold, snapshot, loads) is { } fault)
        {
            return (null, fault);
        }

        var taker = new SnapshotTaker(connection, transaction, writer, store, scratch, cancellationToken);
        var content = await taker.WriteAsync(ResultNames.Fold, loads[^1].Job, loads[^1].RunId);
        return (content, content is null ? "The table has a column of a type that no job can declare." : null);
    }

    /// <summary>
    /// Gives the new file up where what it was made of is no longer what stands: a load was rolled back, or another process folded it.
    /// </summary>
    private async Task<IReadOnlyList<string>> NameAsync(
        NpgsqlConnection connection, TimeSpan keep, ResultSnapshot? snapshot, List<StandingLoad> loads, SnapshotContent content)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var writer = new ResultWriter(connection, transaction, time, cancellationToken);
        await writer.LockAsync(table);
        var (before, due) = await DueAsync(connection, transaction, keep);
        if (before?.MadeAt != snapshot?.MadeAt
            || !due.Take(loads.Count).Select(load => load.RunId).SequenceEqual(loads.Select(load => load.RunId)))
        {
            return content.Keys;
        }

        var taker = new SnapshotTaker(connection, transaction, writer, store, scratch, cancellationToken);
        var folded = await taker.NameAsync(table, loads[^1].RunId, loads[^1].LoadedAt, content);
        await transaction.CommitAsync(cancellationToken);
        return [.. folded, .. snapshot?.Content.Keys ?? []];
    }

    private async Task<(ResultSnapshot? Snapshot, List<StandingLoad> Loads)> DueAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, TimeSpan keep)
    {
        var snapshot = await ResultSnapshot.FindAsync(connection, transaction, table, without: null, cancellationToken);
        var rows = await connection.QueryAsync<StandingLoadRow>(new CommandDefinition(
            Sql.Of<OutputFold>("LoadsToFold"), new { table, keep, limit = MostLoads }, transaction, cancellationToken: cancellationToken));
        return (snapshot, [.. rows.Select(row => row.ToLoad())]);
    }
}
