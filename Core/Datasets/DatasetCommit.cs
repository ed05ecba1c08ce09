using System.Diagnostics;
using Analytics.Telemetry;
using Analytics.Work;
using Npgsql;

namespace Analytics.Datasets;

/// <summary>
/// The one transaction that makes an object's outcome visible: outcome, next version, files added and removed, quarantine, work item
/// done, triggers. Readers know a file only by what this transaction wrote, so they see all of it or nothing.
/// </summary>
public sealed class DatasetCommit(NpgsqlDataSource database, WorkQueue queue, Renames renames)
{
    /// <summary>The queue that tells the Processor of a new version; payload <c>{"dataset", "version"}</c>.</summary>
    public const string TriggerQueue = "trigger";

    /// <summary>The queue that writes versions to their table's Delta Lake log; payload as of <see cref="TriggerQueue"/>.</summary>
    public const string PublishQueue = "publish";

    /// <summary>Commits an outcome and finishes the work item that it came from, if that is still this worker's.</summary>
    public async Task<CommitResult> CommitAsync(IngestOutcome outcome, WorkItem item, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var steps = new CommitSteps(connection, transaction, outcome, renames, cancellationToken);
        var result = await steps.RunAsync();
        if (await WorkLeases.CompleteAsync(connection, transaction, item, cancellationToken) != WorkOutcome.Done)
        {
            return new CommitResult(CommitOutcome.LeaseLost);
        }

        if (result.Version is { } version)
        {
            await AnnounceAsync(
                queue, connection, transaction, outcome.Object.Dataset, version, Activity.Current.ContextWithin(item.TraceParent),
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>
    /// Commits those of several outcomes of one dataset that only add rows as one version, and finishes their work items. Results by
    /// work item; one that is missing there was left alone, and is to be committed by itself.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, CommitResult>> CommitTogetherAsync(
        IReadOnlyList<PendingCommit> pending, CancellationToken cancellationToken)
    {
        var dataset = pending[0].Outcome.Object.Dataset;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await new JointCommit(connection, transaction, dataset, cancellationToken).RunAsync(pending) is not var (version, committed))
        {
            return new Dictionary<long, CommitResult>();
        }

        await AnnounceAsync(
            queue, connection, transaction, dataset, version, Activity.Current.ContextWithin(committed[0].Item.TraceParent),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return committed.ToDictionary(one => one.Item.Id, _ => new CommitResult(CommitOutcome.Committed, version));
    }

    /// <summary>Has jobs that wait for the version started, and the version published, in the transaction that makes it.</summary>
    internal static async Task AnnounceAsync(
        WorkQueue queue, NpgsqlConnection connection, NpgsqlTransaction transaction, string dataset, long version, string? traceParent,
        CancellationToken cancellationToken)
    {
        // Each version has a key of its own: an item that is running already may have looked at the versions before this one.
        await queue.EnqueueAsync(connection, transaction, TriggerQueue, new DatasetCommitted(dataset, version),
            new EnqueueOptions { UniqueKey = $"{dataset}@{version}", TraceParent = traceParent }, cancellationToken);
        await PublishAsync(queue, connection, transaction, dataset, version, traceParent, cancellationToken);
    }

    /// <summary>Has a version published, in the transaction that makes it.</summary>
    internal static Task<long?> PublishAsync(
        WorkQueue queue, NpgsqlConnection connection, NpgsqlTransaction? transaction, string dataset, long version, string? traceParent,
        CancellationToken cancellationToken) =>
        queue.EnqueueAsync(connection, transaction, PublishQueue, new DatasetCommitted(dataset, version),
            new EnqueueOptions { UniqueKey = $"{dataset}@{version}", TraceParent = traceParent }, cancellationToken);
}
