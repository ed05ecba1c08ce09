using System.Diagnostics;
using Analytics.Core.Telemetry;
using Analytics.Core.Work;
using Npgsql;

namespace Analytics.Core.Datasets;

/// <summary>
/// The one transaction that makes an object's outcome visible: outcome, next version, files added and removed, quarantine, work item
/// done, triggers. Readers know a file only by what this transaction wrote, so they see all of it or nothing.
/// </summary>
public sealed class DatasetCommit(NpgsqlDataSource database, WorkQueue queue)
{
    /// <summary>The queue that tells the Processor of a new version; payload <c>{"dataset", "version"}</c>.</summary>
    public const string TriggerQueue = "trigger";

    /// <summary>Commits an outcome and finishes the work item that it came from, if that is still this worker's.</summary>
    public async Task<CommitResult> CommitAsync(IngestOutcome outcome, WorkItem item, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var steps = new CommitSteps(connection, transaction, outcome, cancellationToken);
        var result = await steps.RunAsync();
        if (await WorkLeases.CompleteAsync(connection, transaction, item, cancellationToken) != WorkOutcome.Done)
        {
            return new CommitResult(CommitOutcome.LeaseLost);
        }

        if (result.Version is { } version)
        {
            // Each version has a key of its own: an item that is running already may have looked at the versions before this one.
            var dataset = outcome.Object.Dataset;
            await queue.EnqueueAsync(connection, transaction, TriggerQueue, new DatasetCommitted(dataset, version),
                new EnqueueOptions
                {
                    UniqueKey = $"{dataset}@{version}",
                    TraceParent = Activity.Current.ContextWithin(item.TraceParent),
                },
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return result;
    }
}
