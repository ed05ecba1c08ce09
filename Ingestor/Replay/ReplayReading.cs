using System.Diagnostics;
using Analytics.Database;
using Analytics.Datasets;
using Analytics.Ingestor.Discovery;
using Analytics.Ingestor.Ingest;
using Analytics.Storage;
using Analytics.Work;

namespace Analytics.Ingestor.Replay;

/// <summary>One attempt at the quarantined records of a committed object, and only those, under the contract in force.</summary>
public sealed class ReplayReading(
    [FromKeyedServices(StoreNames.Raw)] IObjectStore raw,
    [FromKeyedServices(DatabasePools.Work)] RawObjectReads reads,
    [FromKeyedServices(DatabasePools.Work)] QuarantineReads quarantine,
    RawObjectLedger ledger,
    Attempts attempts)
{
    public async Task<WorkResult> RunAsync(
        WorkItem item, RawObject found, long ingestionId, VersionedContract contract, Activity? activity,
        CancellationToken cancellationToken)
    {
        if (await reads.FindIngestionAsync(ingestionId, cancellationToken) is not
            { QuarantineUntil: null, Outcome: "committed" } ingestion)
        {
            return WorkResult.Done;
        }

        var key = ObjectKey.Parse(found.Key);
        await using var content = await raw.OpenReadAsync(key, found.Etag, null, cancellationToken)
            ?? throw new ObjectChangedException(key);
        var records = await quarantine.ToReplayAsync(ingestionId, cancellationToken);
        if (records.Count != ingestion.RowsQuarantined)
        {
            await ledger.AddStepAsync(found.Id, RawObjectStep.ReplayFailed,
                $"The quarantine holds {records.Count:N0} of the {ingestion.RowsQuarantined:N0} records now. Deliver the file again.",
                cancellationToken);
            return WorkResult.Done;
        }

        var source = new ConversionSource(found, content, contract, new ReplaySource(records, OpenAgainAsync));
        return await attempts.RunAsync(item, source, ingestionId, CheckUnchangedAsync, activity, cancellationToken);

        async Task<Stream> OpenAgainAsync(CancellationToken stop) =>
            await raw.OpenReadAsync(key, found.Etag, null, stop) ?? throw new ObjectChangedException(key);

        async Task CheckUnchangedAsync()
        {
            if ((await raw.FindAsync(key, cancellationToken))?.Etag != found.Etag)
            {
                throw new ObjectChangedException(key);
            }
        }
    }
}
