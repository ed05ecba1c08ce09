using Analytics.Datasets;
using Analytics.Ingestor.Ingest;
using Analytics.Ingestor.Options;
using Analytics.Storage;
using Microsoft.Extensions.Options;

namespace Analytics.Ingestor.Discovery;

/// <summary>Decides what becomes of a name in the raw store: taken, unclaimed, refused, or gone.</summary>
public sealed class ObjectIntake(
    [FromKeyedServices(StoreNames.Raw)] IObjectStore raw,
    RawObjectLedger ledger,
    ContractsInForce contracts,
    IOptions<IngestOptions> options,
    TimeProvider time,
    ILogger<ObjectIntake> logger)
{
    /// <summary>Looks at what is under a key now, and records it.</summary>
    public async Task<IntakeOutcome> TakeAsync(string name, SeenBy by, string? traceParent, CancellationToken cancellationToken)
    {
        if (!ObjectKey.TryParse(name, out var key, out var fault))
        {
            return await RefuseAsync(name, by, fault, cancellationToken);
        }

        return await raw.FindAsync(key, cancellationToken) is { } entry
            ? await TakeAsync(entry, by, traceParent, cancellationToken)
            : await MissAsync(key, cancellationToken);
    }

    /// <summary>Records an object that was found.</summary>
    public async Task<IntakeOutcome> TakeAsync(ObjectEntry entry, SeenBy by, string? traceParent, CancellationToken cancellationToken)
    {
        // A hint from a directory comes when the file has settled; a listing and other hints must look for themselves.
        if (by != SeenBy.Event && IsSettling(entry))
        {
            return IntakeOutcome.Settling;
        }

        using var activity = IngestTelemetry.Land(entry.Key.Value, by, traceParent);
        var dataset = DatasetKeys.DatasetOf(entry.Key.Value);
        var standing = contracts.StandingOf(entry.Key.Value);
        if (dataset is null || standing.State == RawObjectStates.Unclaimed)
        {
            var reason = standing.Reason ?? "";
            if (await ledger.RecordUnclaimedAsync(entry, by, reason, cancellationToken))
            {
                logger.Unclaimed(entry.Key.Value, reason);
            }

            IngestTelemetry.Landed(activity, dataset: null, IntakeOutcome.Unclaimed, id: null);
            return IntakeOutcome.Unclaimed;
        }

        await contracts.FindAsync(dataset, cancellationToken);
        if (standing.State == RawObjectStates.Ignored)
        {
            if (await ledger.RecordIgnoredAsync(entry, by, standing.Reason ?? "", cancellationToken))
            {
                logger.Ignored(entry.Key.Value, dataset);
            }

            IngestTelemetry.Landed(activity, dataset, IntakeOutcome.Ignored, id: null);
            return IntakeOutcome.Ignored;
        }

        var seen = new SeenObject(dataset, entry, by, activity?.Id ?? traceParent);
        if (await ledger.RecordAsync(seen, cancellationToken) is not { } id)
        {
            IngestTelemetry.Landed(activity, dataset, IntakeOutcome.Known, id: null);
            return IntakeOutcome.Known;
        }

        IngestTelemetry.Landed(activity, dataset, IntakeOutcome.Taken, id);
        logger.Landed(entry.Key.Value, entry.Size, dataset, id);
        return IntakeOutcome.Taken;
    }

    /// <summary>Records a name that the store does not read.</summary>
    public async Task<IntakeOutcome> RefuseAsync(string name, SeenBy by, string reason, CancellationToken cancellationToken)
    {
        if (await ledger.RecordRefusedAsync(name, by, reason, cancellationToken))
        {
            logger.Refused(RawObjectLedger.ShownName(name), reason);
        }

        return IntakeOutcome.Refused;
    }

    // A link or a device under the name is for the listing to refuse: looking for one here would list its whole folder.
    private async Task<IntakeOutcome> MissAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        await ledger.MarkMissingAsync(key, cancellationToken);
        return IntakeOutcome.Missing;
    }

    // A time from the future is not that of a write that is going on.
    private bool IsSettling(ObjectEntry entry)
    {
        if (!raw.MayShowUnfinished)
        {
            return false;
        }

        var age = time.GetUtcNow() - entry.ModifiedAt;
        return age < options.Value.SettleTime && age > -options.Value.SettleTime;
    }
}
