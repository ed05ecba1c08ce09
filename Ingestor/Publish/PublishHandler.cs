using Analytics.Database;
using Analytics.Datasets;
using Analytics.Datasets.Delta;
using Analytics.Ingestor.Ingest;
using Analytics.Machine.Files;
using Analytics.Storage;
using Analytics.Work;

namespace Analytics.Ingestor.Publish;

/// <summary>Takes an item of the publish queue: the table's Delta Lake log gets a version, and all before it that it lacks.</summary>
public sealed class PublishHandler(DeltaPublisher publisher, ScratchFolder scratch, CrashPoints crash, ILogger<PublishHandler> logger)
    : IWorkHandler
{
    private static readonly TimeSpan DatabaseDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StoreDelay = TimeSpan.FromSeconds(10);

    public async Task<WorkResult> HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var work = item.Read<DatasetCommitted>();
        try
        {
            using var folder = scratch.NewAttempt();
            var result = await publisher.PublishAsync(work.Dataset, work.Version, folder.Path, cancellationToken);
            crash.Reach(CrashPoints.AfterPublish);
            if (result.ForeignVersion is { } foreign)
            {
                return WorkResult.Dead(
                    $"In {DeltaKeys.Log(work.Dataset)} of the processed store there is a commit {foreign} that this platform did not write for "
                    + "this dataset. Move the folder away and replay this dead letter: the log is then rewritten.");
            }

            logger.Published(work.Version, work.Dataset, result.Commits);
            return WorkResult.Done;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested && DelayAfter(fault) is not null)
        {
            var delay = DelayAfter(fault) ?? StoreDelay;
            logger.PublishWaits(fault, work.Version, work.Dataset, delay);
            return WorkResult.Postpone(delay);
        }
    }

    /// <summary>How long to wait for what passes by itself, and is not the item's fault.</summary>
    private static TimeSpan? DelayAfter(Exception fault) =>
        Transient.IsTransient(fault) ? DatabaseDelay
        : StorageErrors.IsTransient(fault) || StorageFullException.IsCauseOf(fault) ? StoreDelay
        : null;
}
