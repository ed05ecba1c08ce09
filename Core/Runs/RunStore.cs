using System.Diagnostics;
using System.Globalization;

using Analytics.Catalogue.Jobs;
using Analytics.Database;
using Analytics.Work;

using Dapper;

using Npgsql;

namespace Analytics.Runs;

/// <summary>Queues runs and cancels them: a run and its work item are written in one transaction.</summary>
public sealed class RunStore(NpgsqlDataSource database, WorkQueue queue)
{
    /// <summary>The queue of runs; payload <see cref="RunWork"/>, unique key the run's id.</summary>
    public const string Queue = "run";

    /// <summary>The queue of rollbacks; payload <see cref="RunWork"/>.</summary>
    public const string RollbackQueue = "rollback";

    /// <summary>The NOTIFY channel that tells workers of a wish to cancel; the payload is the run's id.</summary>
    public const string CancelChannel = "run_cancel";

    /// <summary>
    /// Queues a run. While one that nobody asked for by hand waits, a further trigger of its job adds none: that run reads the newest
    /// versions when it starts. Runs that people start are always added, since their parameters may differ.
    /// </summary>
    public async Task<QueuedRun> QueueAsync(NewRun run, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var queued = await QueueAsync(connection, transaction, run, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return queued;
    }

    /// <summary>As the other overload, within the caller's transaction.</summary>
    public async Task<QueuedRun> QueueAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, NewRun run, CancellationToken cancellationToken)
    {
        var row = await connection.QuerySingleAsync<QueuedRow>(new CommandDefinition(Sql.Of<RunStore>("QueueRun"), new
        {
            job = run.Definition.Job.Name,
            run.TriggeredBy,
            detail = run.Detail,
            definition = RunJson.Write(run.Definition),
            parameters = RunJson.Write(EffectiveParameters.Of(run.Definition.Job, run.Parameters)),
            maxAttempts = run.Definition.Job.Retries.Count + 1,
            traceParent = Activity.Current?.Id,
        }, transaction, cancellationToken: cancellationToken));
        if (row.IsNew)
        {
            await queue.EnqueueAsync(
                connection, transaction, Queue, new RunWork(row.Id), new EnqueueOptions { UniqueKey = KeyOf(row.Id) }, cancellationToken);
        }

        return new QueuedRun(row.Id, row.IsNew);
    }

    /// <summary>Cancels a run that no worker holds and no other machine; asks the worker of one that runs to end it.</summary>
    public async Task<CancelOutcome> CancelAsync(long id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // The weaker lock: a load that goes on holds the row against the stronger one until its end.
        var state = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "select state from platform.run where id = @id for no key update", new { id }, transaction,
            cancellationToken: cancellationToken));
        if (state is null)
        {
            return CancelOutcome.NotFound;
        }

        if (RunStates.IsFinal(state))
        {
            return CancelOutcome.AlreadyFinished;
        }

        var isHeld = await connection.QuerySingleAsync<bool>(new CommandDefinition(
            Sql.Of<RunStore>("CancelRun"), new { id, key = KeyOf(id), local = EngineNames.Embedded }, transaction,
            cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return isHeld ? CancelOutcome.Requested : CancelOutcome.Cancelled;
    }

    /// <summary>Asks for a run's effect on its result table to be undone; its log will say what became of it.</summary>
    public Task RequestRollbackAsync(long id, CancellationToken cancellationToken) =>
        queue.EnqueueAsync(RollbackQueue, new RunWork(id), new EnqueueOptions { UniqueKey = KeyOf(id) }, cancellationToken);

    internal static string KeyOf(long id) => id.ToString(CultureInfo.InvariantCulture);

    private sealed record QueuedRow(long Id, bool IsNew);
}
