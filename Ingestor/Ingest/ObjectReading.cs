using System.Diagnostics;
using Analytics.Datasets;
using Analytics.Ingestor.Discovery;
using Analytics.Storage;
using Analytics.Work;

namespace Analytics.Ingestor.Ingest;

/// <summary>One attempt at a whole object: pinned, converted in one pass, checked to be the same still, committed.</summary>
public sealed class ObjectReading(
    [FromKeyedServices(StoreNames.Raw)] IObjectStore raw, Attempts attempts, CrashPoints crash)
{
    public async Task<WorkResult> RunAsync(
        WorkItem item, RawObject found, VersionedContract contract, Activity? activity, CancellationToken cancellationToken)
    {
        var key = ObjectKey.Parse(found.Key);
        await using var content = await raw.OpenReadAsync(key, found.Etag, null, cancellationToken)
            ?? throw new ObjectChangedException(key);
        crash.Reach(CrashPoints.Download);
        var source = new ConversionSource(found, content, contract);
        return await attempts.RunAsync(item, source, null, CheckUnchangedAsync, activity, cancellationToken);

        // An outcome may come before the end of the bytes, where the stream itself would have noticed.
        async Task CheckUnchangedAsync()
        {
            if ((await raw.FindAsync(key, cancellationToken))?.Etag != found.Etag)
            {
                throw new ObjectChangedException(key);
            }
        }
    }
}
