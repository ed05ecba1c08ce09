using System.Globalization;

using Analytics.Database;
using Analytics.Results.Snapshots;
using Analytics.Storage;

using Dapper;

using Microsoft.Extensions.DependencyInjection;

using Npgsql;

namespace Analytics.Results;

/// <summary>
/// Undoes a run's effect on its result table, in one transaction, whatever ran after it: <c>append</c> removes the run's rows; for
/// <c>replace</c> and <c>upsert</c> the table is made again from the kept outputs of the runs that stand, from the newest
/// replacement or snapshot on. What retention has removed it cannot undo.
/// </summary>
public sealed class ResultRollback(
    NpgsqlDataSource database, [FromKeyedServices(StoreNames.Processed)] IObjectStore store, TimeProvider time)
{
    /// <param name="runId">The run to undo.</param>
    /// <param name="scratch">A folder for copies, where the store is not one of this machine.</param>
    /// <param name="cancellationToken">Ends the rollback; nothing of it remains.</param>
    public async Task<RollbackOutcome> UndoAsync(long runId, string scratch, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "select table_name from platform.result_load where run_id = @runId for update",
            new { runId }, transaction, cancellationToken: cancellationToken)) is not { } table)
        {
            return new RollbackOutcome.NothingToUndo($"Run {runId} loaded no result.");
        }

        var undo = new Undo(connection, transaction, store, time, scratch, table, runId, cancellationToken);
        RollbackOutcome outcome;
        try
        {
            outcome = await undo.RunAsync();
        }
        catch (PostgresException exception) when (!Transient.IsTransient(exception))
        {
            // No repetition changes what the database thinks of the rows; disposing the transaction undoes what was begun.
            outcome = new RollbackOutcome.Refused($"The database rejected an earlier output: {exception.MessageText}.");
        }

        if (outcome is RollbackOutcome.Undone)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "update platform.result_load set rolled_back_at = clock_timestamp() where run_id = @runId",
                new { runId }, transaction, cancellationToken: cancellationToken));
            await transaction.CommitAsync(cancellationToken);
        }

        return outcome;
    }

    private sealed class Undo(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        IObjectStore store,
        TimeProvider time,
        string scratch,
        string table,
        long runId,
        CancellationToken cancellationToken)
    {
        private readonly ResultWriter _writer = new(connection, transaction, time, cancellationToken);

        public async Task<RollbackOutcome> RunAsync()
        {
            await _writer.LockAsync(table);
            if (await Undoing.FindAsync(connection, transaction, runId, cancellationToken) is not { } found)
            {
                return new RollbackOutcome.NothingToUndo($"Run {runId} was removed a moment ago.");
            }

            if (found.RolledBackAt is { } before)
            {
                return new RollbackOutcome.NothingToUndo(string.Create(
                    CultureInfo.InvariantCulture, $"Run {runId} was rolled back at {before:yyyy-MM-dd HH:mm:ss} UTC."));
            }

            if (found.Refusal(runId) is { } refusal)
            {
                return new RollbackOutcome.Refused(refusal);
            }

            if (found.IsReplaced)
            {
                return new RollbackOutcome.Undone("A later run had replaced its rows; the table stays as it is.");
            }

            return found.IsAppend
                ? new RollbackOutcome.Undone($"The run's {await _writer.RemoveRunAsync(table, runId)} rows are removed.")
                : await MakeAgainAsync();
        }

        private async Task<RollbackOutcome> MakeAgainAsync()
        {
            var snapshot = await ResultSnapshot.FindAsync(connection, transaction, table, runId, cancellationToken);
            var rows = await connection.QueryAsync<StandingLoadRow>(new CommandDefinition(
                Sql.Of<ResultRollback>("LoadsOfTable"), new { table, runId }, transaction, cancellationToken: cancellationToken));
            StandingLoad[] loads = [.. rows.Select(row => row.ToLoad())];
            await _writer.ClearAsync(table);
            var replay = new TableReplay(_writer, store, scratch, cancellationToken);
            return await replay.FillAsync(table, table, snapshot, loads) is { } fault
                ? new RollbackOutcome.Refused(fault)
                : new RollbackOutcome.Undone(Said(snapshot, loads));
        }

        private static string Said(ResultSnapshot? snapshot, StandingLoad[] loads)
        {
            var runs = string.Join(", ", loads.Select(load => load.RunId));
            return (snapshot, loads.Length) switch
            {
                (null, 0) => "No earlier run's output is left: the table is empty.",
                (null, _) => $"The table is what the outputs of these runs make it: {runs}.",
                (_, 0) => $"The table is its snapshot, which holds the runs up to {snapshot.RunId}: rollback reaches back no further.",
                _ => $"The table is its snapshot, which holds the runs up to {snapshot.RunId}, and the outputs of these runs: {runs}.",
            };
        }
    }
}
