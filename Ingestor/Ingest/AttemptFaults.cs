using System.Diagnostics;
using Analytics.Datasets;
using Analytics.Ingestor.Options;
using Analytics.Machine.Files;
using Analytics.Retries;
using Analytics.Storage;
using Analytics.Work;
using Microsoft.Extensions.Options;

namespace Analytics.Ingestor.Ingest;

/// <summary>
/// Decides what a fault means for the work: what passes by itself (no space, no store, no database) waits and burns no attempt; all else is
/// tried again until the attempts are used up, and then the object says why it failed.
/// </summary>
public sealed class AttemptFaults(RawObjectLedger ledger, IOptions<IngestOptions> options, ILogger<AttemptFaults> logger)
{
    private const string WaitsForSpace = "Waiting for disk space: ";
    private const string WaitsForStore = "Waiting for the store, which does not answer: ";
    private static readonly TimeSpan DatabaseDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StoreDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestStoreDelay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestNoSpaceDelay = TimeSpan.FromMinutes(30);
    private static readonly string[] Unfinished = [RawObjectStates.Landed, RawObjectStates.Reading];

    /// <summary>What a fault of the object's reading means; faults of the database are for <see cref="WaitForDatabase"/>.</summary>
    public async Task<WorkResult> ResultAsync(
        WorkItem item, RawObject found, IngestWork work, Exception fault, Activity? activity, CancellationToken cancellationToken)
    {
        if (StorageFullException.IsCauseOf(fault))
        {
            return await WaitForSpaceAsync(found, work, fault, cancellationToken);
        }

        if (StorageErrors.IsTransient(fault))
        {
            return await WaitForStoreAsync(found, work, fault, cancellationToken);
        }

        if (fault is ScratchTooSmallException)
        {
            IngestTelemetry.Failed(activity, found.Dataset, nameof(ScratchTooSmallException), isFinal: true);
            await SayAsync(found, work, RawObjectStates.Failed, fault.Message, cancellationToken);
            return WorkResult.Dead(fault.Message);
        }

        IngestTelemetry.Failed(activity, found.Dataset, fault.GetType().FullName ?? "", item.IsLastAttempt);
        logger.AttemptFailed(fault, found.Key, found.Dataset, item.Attempt, item.MaxAttempts);
        var reason = $"Attempt {item.Attempt} of {item.MaxAttempts} failed: {fault.Message}";
        await SayAsync(found, work,
            item.IsLastAttempt ? RawObjectStates.Failed : RawObjectStates.Landed,
            item.IsLastAttempt ? reason + " Retry it once the cause is fixed." : reason + " It will be retried.",
            cancellationToken);
        return WorkResult.Fail(reason);
    }

    /// <summary>The database does not answer: the attempt was never its object's fault.</summary>
    public WorkResult WaitForDatabase(WorkItem item, Exception fault)
    {
        logger.DatabaseAway(fault, item.Id, DatabaseDelay);
        return WorkResult.Postpone(DatabaseDelay);
    }

    private async Task<WorkResult> WaitForSpaceAsync(RawObject found, IngestWork work, Exception fault, CancellationToken cancellationToken)
    {
        var delay = await DelayAsync(found, WaitsForSpace, options.Value.NoSpaceDelay, LongestNoSpaceDelay, cancellationToken);
        logger.NoSpace(found.Key, found.Dataset, delay, fault.Message);
        await SayAsync(found, work, RawObjectStates.Landed, WaitsForSpace + fault.Message, cancellationToken);
        return WorkResult.Postpone(delay);
    }

    private async Task<WorkResult> WaitForStoreAsync(RawObject found, IngestWork work, Exception fault, CancellationToken cancellationToken)
    {
        var delay = await DelayAsync(found, WaitsForStore, StoreDelay, LongestStoreDelay, cancellationToken);
        logger.StoreUnreachable(fault, found.Key, found.Dataset, delay);
        await SayAsync(found, work, RawObjectStates.Landed, WaitsForStore + fault.Message, cancellationToken);
        return WorkResult.Postpone(delay);
    }

    // Each look reads the file anew, so the looks become rarer; the ledger's steps count them.
    private async Task<TimeSpan> DelayAsync(
        RawObject found, string reason, TimeSpan first, TimeSpan longest, CancellationToken cancellationToken)
    {
        var waits = await ledger.CountStepsAsync(found.Id, reason, cancellationToken);
        return new Backoff(first, longest).Full(waits);
    }

    private Task SayAsync(RawObject found, IngestWork work, string state, string reason, CancellationToken cancellationToken) =>
        work.ReplayOf is null
            ? ledger.ChangeStateAsync(found.Id, Unfinished, state, reason, cancellationToken)
            : ledger.AddStepAsync(found.Id, RawObjectStep.ReplayFailed, reason, cancellationToken);
}
