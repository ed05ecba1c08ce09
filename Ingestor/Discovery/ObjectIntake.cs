using System.Diagnostics;
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

        if (await raw.FindAsync(key, cancellationToken) is not { } entry)
        {
            return await MissAsync(key, cancellationToken);
        }

        // After many files landed at once, most hints tell of what a listing has recorded meanwhile.
        return (await ledger.NewAmongAsync([entry], contracts.StandingOf, cancellationToken)).Count == 0
            ? IntakeOutcome.Known
            : await TakeAsync(entry, by, traceParent, cancellationToken);
    }

    /// <summary>Records an object that was found.</summary>
    public async Task<IntakeOutcome> TakeAsync(ObjectEntry entry, SeenBy by, string? traceParent, CancellationToken cancellationToken) =>
        (await TakeAsync([entry], by, traceParent, cancellationToken))[0];

    /// <summary>
    /// Records objects that were found, no two with one key: those that are to be read all or none. Outcomes in their order.
    /// </summary>
    public async Task<IReadOnlyList<IntakeOutcome>> TakeAsync(
        IReadOnlyList<ObjectEntry> entries, SeenBy by, string? traceParent, CancellationToken cancellationToken)
    {
        var outcomes = new IntakeOutcome[entries.Count];
        var claimed = new List<(int Position, SeenObject Seen, Activity? Activity)>();
        var current = Activity.Current;
        try
        {
            for (var i = 0; i < entries.Count; i++)
            {
                var entry = entries[i];

                // A hint from a directory comes when the file has settled; a listing and other hints must look for themselves.
                if (by != SeenBy.Event && IsSettling(entry))
                {
                    outcomes[i] = IntakeOutcome.Settling;
                }
                else if (DatasetKeys.DatasetOf(entry.Key.Value) is { } dataset
                    && contracts.StandingOf(entry.Key.Value) is { State: not (RawObjectStates.Unclaimed or RawObjectStates.Ignored) })
                {
                    await contracts.FindAsync(dataset, cancellationToken);
                    var activity = IngestTelemetry.Land(entry.Key.Value, by, traceParent);
                    claimed.Add((i, new SeenObject(dataset, entry, by, activity?.Id ?? traceParent), activity));

                    // The next one is no part of this one.
                    Activity.Current = current;
                }
                else
                {
                    outcomes[i] = await SetAsideAsync(entry, by, traceParent, cancellationToken);
                }
            }

            var ids = claimed.Count == 0
                ? new Dictionary<string, long>()
                : await ledger.RecordAsync(claimed.ConvertAll(one => one.Seen), cancellationToken);
            foreach (var (position, seen, activity) in claimed)
            {
                outcomes[position] = Landed(seen, activity, ids.TryGetValue(seen.Entry.Key.Value, out var id) ? id : null);
            }

            return outcomes;
        }
        finally
        {
            claimed.ForEach(one => one.Activity?.Dispose());
        }
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

    private IntakeOutcome Landed(SeenObject seen, Activity? activity, long? id)
    {
        var outcome = id is null ? IntakeOutcome.Known : IntakeOutcome.Taken;
        IngestTelemetry.Landed(activity, seen.Dataset, outcome, id);
        if (id is { } taken)
        {
            logger.Landed(seen.Entry.Key.Value, seen.Entry.Size, seen.Dataset, taken);
        }

        return outcome;
    }

    /// <summary>Records an object that no contract claims, or whose name is no file's of its dataset.</summary>
    private async Task<IntakeOutcome> SetAsideAsync(
        ObjectEntry entry, SeenBy by, string? traceParent, CancellationToken cancellationToken)
    {
        using var activity = IngestTelemetry.Land(entry.Key.Value, by, traceParent);
        var standing = contracts.StandingOf(entry.Key.Value);
        var reason = standing.Reason ?? "";
        if (DatasetKeys.DatasetOf(entry.Key.Value) is { } dataset && standing.State == RawObjectStates.Ignored)
        {
            await contracts.FindAsync(dataset, cancellationToken);
            if (await ledger.RecordIgnoredAsync(entry, by, reason, cancellationToken))
            {
                logger.Ignored(entry.Key.Value, dataset);
            }

            IngestTelemetry.Landed(activity, dataset, IntakeOutcome.Ignored, id: null);
            return IntakeOutcome.Ignored;
        }

        if (await ledger.RecordUnclaimedAsync(entry, by, reason, cancellationToken))
        {
            logger.Unclaimed(entry.Key.Value, reason);
        }

        IngestTelemetry.Landed(activity, dataset: null, IntakeOutcome.Unclaimed, id: null);
        return IntakeOutcome.Unclaimed;
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
