using Analytics.Core.Database;
using Analytics.Core.Datasets;
using Analytics.Core.Storage;
using Analytics.Core.Work;
using Analytics.Ingestor.Options;
using Microsoft.Extensions.Options;

namespace Analytics.Ingestor.Ingest;

/// <summary>
/// Decides what a fault means for the work: what passes by itself (no space, no database) waits and burns no attempt; all else is
/// tried again until the attempts are used up, and then the object says why it failed.
/// </summary>
public sealed class AttemptFaults(RawObjectLedger ledger, IOptions<IngestOptions> options, ILogger<AttemptFaults> logger)
{
    private static readonly TimeSpan DatabaseDelay = TimeSpan.FromSeconds(5);
    private static readonly string[] Unfinished = [RawObjectStates.Landed, RawObjectStates.Reading];

    public async Task<WorkResult> ResultAsync(
        WorkItem item, RawObject found, IngestWork work, Exception fault, CancellationToken cancellationToken)
    {
        if (StorageFullException.IsCauseOf(fault))
        {
            var delay = options.Value.NoSpaceDelay;
            logger.NoSpace(found.Key, found.Dataset, delay, fault.Message);
            await SayAsync(found, work, RawObjectStates.Landed, $"It waits for space: {fault.Message}", cancellationToken);
            return WorkResult.Postpone(delay);
        }

        if (Transient.IsTransient(fault))
        {
            logger.DatabaseAway(fault, found.Key, found.Dataset, DatabaseDelay);
            return WorkResult.Postpone(DatabaseDelay);
        }

        logger.AttemptFailed(fault, found.Key, found.Dataset, item.Attempt, item.MaxAttempts);
        var reason = $"Attempt {item.Attempt} of {item.MaxAttempts} failed: {fault.Message}";
        await SayAsync(found, work,
            item.IsLastAttempt ? RawObjectStates.Failed : RawObjectStates.Landed,
            item.IsLastAttempt ? reason + " Have it taken again once the cause is gone." : reason + " It is tried again.",
            cancellationToken);
        return WorkResult.Fail(reason);
    }

    private Task SayAsync(RawObject found, IngestWork work, string state, string reason, CancellationToken cancellationToken) =>
        work.ReplayOf is null
            ? ledger.ChangeStateAsync(found.Id, Unfinished, state, reason, cancellationToken)
            : ledger.AddStepAsync(found.Id, "replay failed", reason, cancellationToken);
}
