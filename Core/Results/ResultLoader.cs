using Analytics.Catalogue.Jobs;
using Analytics.Database;
using Analytics.JobFailures;
using Analytics.Results.Copy;
using Analytics.Results.Snapshots;
using Analytics.Runs;
using Analytics.Storage;
using Analytics.Work;

using Dapper;

using Microsoft.Extensions.DependencyInjection;

using Npgsql;

namespace Analytics.Results;

/// <summary>
/// Loads a run's kept output into its result table. The rows, the record of the load, the run's success and the end of its work item
/// are one transaction: people see all of it or the last good result.
/// </summary>
public sealed class ResultLoader(
    NpgsqlDataSource database, [FromKeyedServices(StoreNames.Processed)] IObjectStore store, TimeProvider time)
{
    private const string TableRefused = "results.table";

    /// <param name="run">The run, with its declaration.</param>
    /// <param name="output">Its output in the processed store.</param>
    /// <param name="item">The work item under which it runs.</param>
    /// <param name="scratch">A folder for copies, where the store is not one of this machine.</param>
    /// <param name="cancellationToken">Ends the load; nothing of it remains.</param>
    public async Task<LoadOutcome> LoadAsync(
        LeasedRun run, RunOutput output, WorkItem item, string scratch, CancellationToken cancellationToken)
    {
        var (paths, gone) = await ResultFiles.FetchAsync(store, output.Keys, scratch, cancellationToken);
        if (gone is not null)
        {
            return new LoadOutcome.OutputGone(gone);
        }

        var declared = run.Definition.Job.Output;
        if (ParquetCopy.FaultOf(paths, declared.Columns) is { } fault)
        {
            return new LoadOutcome.Refused(new RunCause(
                EngineFailureCode.Output, fault, [], "Let the script return the declared columns, or declare those that it returns."));
        }

        try
        {
            return await LoadAsync(run, declared, paths, item, scratch, cancellationToken);
        }
        catch (PostgresException exception) when (!Transient.IsTransient(exception) && IsAboutTheRows(exception))
        {
            return new LoadOutcome.Refused(CauseOf(exception, declared));
        }
    }

    private async Task<LoadOutcome> LoadAsync(
        LeasedRun run, JobOutput declared, IReadOnlyList<string> paths, WorkItem item, string scratch,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var recorded = await connection.ExecuteAsync(new CommandDefinition(
            Sql.Of<ResultLoader>("RecordLoad"),
            new { runId = run.Id, job = run.Definition.Job.Name, table = declared.Table, mode = ModeOf(declared.Mode) },
            transaction,
            cancellationToken: cancellationToken));
        if (recorded == 0)
        {
            return new LoadOutcome.AlreadyLoaded();
        }

        var writer = new ResultWriter(connection, transaction, time, cancellationToken);
        if (declared.Mode is not LoadMode.Append)
        {
            await new SnapshotTaker(connection, transaction, writer, store, scratch, cancellationToken)
                .TakeBeforeAsync(declared.Table, run.Id);
        }

        if (await writer.PrepareAsync(declared) is { } refusal)
        {
            return new LoadOutcome.Refused(new RunCause(
                TableRefused, refusal, [],
                "Declare the columns as they were and add new ones as not required, name another table, or use the mode replace."));
        }

        var rows = await writer.ApplyAsync(declared, run.Id, paths);
        await connection.ExecuteAsync(new CommandDefinition(
            "update platform.result_load set rows = @rows, loaded_at = clock_timestamp() where run_id = @runId",
            new { rows, runId = run.Id }, transaction, cancellationToken: cancellationToken));
        if (!await RunProgress.EndAsync(connection, transaction, run.Id, RunStates.Succeeded, null, mayRunOn: false, cancellationToken)
            || await WorkLeases.CompleteAsync(connection, transaction, item, cancellationToken) is not WorkOutcome.Done)
        {
            return new LoadOutcome.Lost();
        }

        await transaction.CommitAsync(cancellationToken);
        return new LoadOutcome.Loaded(rows);
    }

    internal static string ModeOf(LoadMode mode) => mode switch
    {
        LoadMode.Replace => "replace",
        LoadMode.Append => "append",
        LoadMode.Upsert => "upsert",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "No such mode."),
    };

    /// <summary>Data, constraints, a key twice in one output, a table that another object depends on: no repetition changes these.</summary>
    internal static bool IsAboutTheRows(PostgresException exception) => exception.SqlState[..2] is "22" or "23" or "21" or "2B" or "42";

    private static RunCause CauseOf(PostgresException exception, JobOutput declared)
    {
        string?[] lines = [exception.MessageText, exception.Detail, exception.Where, exception.Hint];
        return new RunCause(
            EngineFailureCode.Output,
            $"The database rejected the output for {ResultNames.Schema}.{declared.Table}: {exception.MessageText}.",
            [.. lines.OfType<string>()],
            exception.SqlState switch
            {
                PostgresErrorCodes.CardinalityViolation or PostgresErrorCodes.UniqueViolation =>
                    "Rows share a key. Let the script return one row for each key, or declare the columns that tell rows apart.",
                PostgresErrorCodes.NotNullViolation => "Let the script fill the column, or declare it as not required.",
                _ => "Compare the script's result with the declared columns; the table keeps its last good result.",
            });
    }
}
