using Analytics.Database;
using Analytics.Datasets;
using Analytics.Storage;

namespace Analytics.Ingestor.Discovery;

/// <summary>Compares the raw store with the ledger: what the hints lost is found, and what is gone is said to be.</summary>
public sealed class StoreListing(
    [FromKeyedServices(StoreNames.Raw)] IObjectStore raw,
    RawObjectLedger ledger,
    ContractsInForce contracts,
    ObjectIntake intake,
    StoredFiles files,
    Renames renames,
    ILogger<StoreListing> logger)
{
    private const int BatchSize = 500;
    private const int MaxNamesOutside = 10_000;

    public async Task<ListingResult> RunOnceAsync(CancellationToken cancellationToken)
    {
        // A dataset exists from the moment its contract does, not from its first file.
        foreach (var name in contracts.Names)
        {
            await contracts.FindAsync(name, cancellationToken);
        }

        await MarkLostAsync(cancellationToken);
        var result = new ListingResult();
        var refused = new HashSet<string>();
        var stored = new HashSet<long>();
        var batch = new List<ObjectEntry>(BatchSize);
        await foreach (var found in raw.ScanAsync(DatasetKeys.Incoming, cancellationToken))
        {
            result.Names++;
            if (found.Refusal is { } refusal)
            {
                refused.Add(RawObjectLedger.ShownName(found.Name));
                await EachAsync(found.Name, () => intake.RefuseAsync(found.Name, SeenBy.Listing, refusal, cancellationToken));
            }
            else if (found.Entry is { } entry)
            {
                batch.Add(entry);
                if (batch.Count == BatchSize)
                {
                    await TakeAsync(batch, stored, result, cancellationToken);
                    batch.Clear();
                }
            }
        }

        await TakeAsync(batch, stored, result, cancellationToken);
        await TakeAsync(await OutsideAsync(cancellationToken), stored, result, cancellationToken);
        result.Missing = await MarkMissingAsync(refused, stored, cancellationToken);
        result.Taken += await ledger.QueueLandedAsync(cancellationToken);
        if (await renames.SettleCopiesAsync(cancellationToken) is > 0 and var renamed)
        {
            logger.Renamed(renamed);
        }

        return result;
    }

    /// <summary>
    /// Some files beside the folder of incoming ones, where people put them by mistake: they are shown as unclaimed. Only of a directory,
    /// and only as far as a look costs little; a bucket may hold anything else.
    /// </summary>
    private async Task<List<ObjectEntry>> OutsideAsync(CancellationToken cancellationToken)
    {
        var outside = new List<ObjectEntry>();
        if (raw.MayShowUnfinished)
        {
            await foreach (var found in raw.ScanAsync("", cancellationToken).Take(MaxNamesOutside).WithCancellation(cancellationToken))
            {
                if (found.Entry is { } entry && !entry.Key.Value.StartsWith(DatasetKeys.Incoming, StringComparison.Ordinal))
                {
                    outside.Add(entry);
                }

                if (outside.Count == BatchSize)
                {
                    break;
                }
            }
        }

        return outside;
    }

    /// <summary>What the processed store has lost is not known any longer, so that the same listing finds it again.</summary>
    private async Task MarkLostAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (dataset, lost) in await files.CompareAsync(cancellationToken))
            {
                logger.Lost(dataset, lost);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !Transient.IsTransient(fault))
        {
            // A processed store that does not answer keeps no file of the raw one from being found.
            logger.StoredFilesUnknown(fault);
        }
    }

    private async Task TakeAsync(
        List<ObjectEntry> entries, HashSet<long> stored, ListingResult result, CancellationToken cancellationToken)
    {
        var found = await ledger.NewAmongAsync(entries, contracts.StandingOf, cancellationToken);
        foreach (var outcome in await TogetherAsync(found, cancellationToken))
        {
            result.Taken += outcome == IntakeOutcome.Taken ? 1 : 0;
            result.Settling += outcome == IntakeOutcome.Settling ? 1 : 0;
        }

        stored.UnionWith(await ledger.StoredAmongAsync(entries, cancellationToken));
    }

    /// <summary>Recorded together; one by one where something is wrong with one of them.</summary>
    private async Task<IReadOnlyList<IntakeOutcome>> TogetherAsync(IReadOnlyList<ObjectEntry> found, CancellationToken cancellationToken)
    {
        try
        {
            return await intake.TakeAsync(found, SeenBy.Listing, null, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !Transient.IsTransient(fault))
        {
            var outcomes = new List<IntakeOutcome>();
            foreach (var entry in found)
            {
                var outcome = await EachAsync(
                    entry.Key.Value, () => intake.TakeAsync(entry, SeenBy.Listing, null, cancellationToken));
                outcomes.AddRange(outcome is { } taken ? [taken] : []);
            }

            return outcomes;
        }
    }

    /// <summary>One name that cannot be recorded keeps no other from it; a database that does not answer ends the listing.</summary>
    private async Task<IntakeOutcome?> EachAsync(string name, Func<Task<IntakeOutcome>> take)
    {
        try
        {
            return await take();
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !Transient.IsTransient(fault))
        {
            logger.NameFailed(fault, RawObjectLedger.ShownName(name));
            return null;
        }
    }

    /// <summary>What the listing has not seen is looked for once more: it may have come after the listing had passed its place.</summary>
    private async Task<int> MarkMissingAsync(HashSet<string> refused, HashSet<long> stored, CancellationToken cancellationToken)
    {
        var gone = new List<long>();
        await foreach (var waiting in ledger.WaitingAsync(cancellationToken))
        {
            if (!stored.Contains(waiting.Id) && !await IsThereAsync(waiting, refused, cancellationToken))
            {
                gone.Add(waiting.Id);
            }
        }

        return gone.Count == 0 ? 0 : await ledger.MarkMissingAsync(gone, cancellationToken);
    }

    private async Task<bool> IsThereAsync(RawObject waiting, HashSet<string> refused, CancellationToken cancellationToken)
    {
        if (waiting.State == RawObjectStates.Refused)
        {
            return refused.Contains(waiting.Key);
        }

        try
        {
            return await HasAsync(waiting, cancellationToken);
        }
        catch (IOException)
        {
            // What cannot be looked at is not gone.
            return true;
        }
    }

    private async Task<bool> HasAsync(RawObject waiting, CancellationToken cancellationToken) =>
        // A landed object that is another by now is the reader's to call superseded.
        ObjectKey.TryParse(waiting.Key, out var key, out _)
            && await raw.FindAsync(key, cancellationToken) is { } entry
            && (waiting.State == RawObjectStates.Landed || entry.Etag == waiting.Etag);
}
