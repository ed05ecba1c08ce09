using System.Globalization;

using Analytics.Catalogue.Jobs;
using Analytics.Database;
using Analytics.Runs;
using Analytics.Storage;

using Dapper;

using Microsoft.Extensions.DependencyInjection;

using Npgsql;

namespace Analytics.Results;

/// <summary>
/// Undoes a run's effect on its result table, in one transaction, whatever ran after it: <c>append</c> removes the run's rows; for
/// <c>replace</c> and <c>upsert</c> the table is made again from the kept outputs of the runs that stand, from the newest
/// replacement on.
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
        var load = await connection.QuerySingleOrDefaultAsync<LoadRow>(new CommandDefinition(
            "select table_name as \"Table\", rolled_back_at as \"RolledBackAt\" " +
            "from platform.result_load where run_id = @runId for update",
            new { runId }, transaction, cancellationToken: cancellationToken));
        if (load is null)
        {
            return new RollbackOutcome.NothingToUndo($"Run {runId} loaded no result.");
        }

        if (load.RolledBackAt is { } before)
        {
            return new RollbackOutcome.NothingToUndo(string.Create(
                CultureInfo.InvariantCulture, $"Run {runId} was rolled back at {before:yyyy-MM-dd HH:mm:ss} UTC."));
        }

        var undo = new Undo(connection, transaction, store, time, scratch, load.Table, runId, cancellationToken);
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

    private sealed record LoadRow(string Table, DateTime? RolledBackAt);

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
            var all = await StandingAsync();
            var at = all.FindIndex(load => load.RunId == runId);
            if (all.FindLastIndex(load => load.Declared.Mode is LoadMode.Replace) > at)
            {
                return new RollbackOutcome.Undone($"A later run had replaced its rows; the table holds those of run {all[^1].RunId}, as before.");
            }

            if (all[at].Declared.Mode is LoadMode.Append)
            {
                return new RollbackOutcome.Undone($"The run's {await _writer.RemoveRunAsync(table, runId)} rows are removed.");
            }

            all.RemoveAt(at);
            await _writer.ClearAsync(table);
            all.RemoveRange(0, Math.Max(0, all.FindLastIndex(load => load.Declared.Mode is LoadMode.Replace)));
            return await PutBackAsync(all) ?? new RollbackOutcome.Undone(all.Count == 0
                ? "No earlier run's output is left: the table is empty."
                : $"The table is what the outputs of these runs make it: {string.Join(", ", all.Select(load => load.RunId))}.");
        }

        /// <summary>Replays loads in their order; null, or why one of them cannot be.</summary>
        private async Task<RollbackOutcome?> PutBackAsync(IEnumerable<Standing> loads)
        {
            foreach (var load in loads)
            {
                var (paths, gone) = await ResultFiles.FetchAsync(store, load.Output, scratch, cancellationToken);
                if (gone is not null)
                {
                    return new RollbackOutcome.Refused($"The kept output of run {load.RunId} is gone: '{gone}' is not in the store.");
                }

                if (await _writer.PrepareAsync(load.Declared) is { } refusal)
                {
                    return new RollbackOutcome.Refused($"Run {load.RunId} declared other columns. {refusal}");
                }

                await _writer.ApplyAsync(load.Declared, load.RunId, paths);
            }

            return null;
        }

        private async Task<List<Standing>> StandingAsync()
        {
            await _writer.LockAsync(table);
            var rows = await connection.QueryAsync<StandingRow>(new CommandDefinition(
                Sql.Of<ResultRollback>("LoadsOfTable"), new { table }, transaction, cancellationToken: cancellationToken));
            return [.. rows.Select(row => new Standing(
                row.RunId, RunJson.Read<RunDefinition>(row.Definition).Job.Output, RunJson.Read<RunOutput>(row.Output)))];
        }
    }

    private sealed record StandingRow(long RunId, string Definition, string Output);

    private sealed record Standing(long RunId, JobOutput Declared, RunOutput Output);
}
