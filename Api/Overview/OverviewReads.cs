using Analytics.Api.Datasets;
using Analytics.Api.Files;
using Analytics.Api.Jobs;
using Analytics.Catalogue;
using Analytics.Datasets;
using Analytics.Runs;
using Analytics.Storage;

namespace Analytics.Api.Overview;

/// <summary>Gathers the overview, once for all pages that ask at about the same time: many viewers cost what one costs.</summary>
public sealed class OverviewReads(
    DatasetCatalogue datasets, JobCatalogue jobs, RunReads runs, RawObjectReads objects, ICatalogue catalogue,
    StoredFiles stored, TimeProvider time)
{
    private const int Most = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1.5);

    private readonly Lock _lock = new();
    private Task<OverviewContent>? _last;
    private long _begun;

    public Task<OverviewContent> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_last is null || (_last.IsCompleted && (!_last.IsCompletedSuccessfully || time.GetElapsedTime(_begun) > Kept)))
            {
                // Shared by all readers, so that no reader who leaves cancels it.
                _begun = time.GetTimestamp();
                _last = GatherAsync(CancellationToken.None);
            }

            return _last.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Nothing is known where the store does not answer: what else the overview shows must not wait for it.</summary>
    private async Task<IReadOnlyList<string>> LackingAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await stored.LackingAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception exception) when (StorageErrors.IsTransient(exception) || exception is TimeoutException or IOException)
        {
            return [];
        }
    }

    private async Task<OverviewContent> GatherAsync(CancellationToken cancellationToken)
    {
        // The lock is released before the first of this runs.
        await Task.Yield();
        var counts = await objects.CountsAsync(cancellationToken);
        var troubled = FileStates.OfNotLoaded.Any(counts.ContainsKey)
            ? await objects.ListAsync(new RawObjectFilter { States = FileStates.OfNotLoaded, Limit = Most }, cancellationToken)
            : [];
        return new(
            await datasets.ListAsync(cancellationToken),
            await jobs.ListAsync(cancellationToken),
            await runs.ListAsync(new RunFilter { State = RunStates.Running, Limit = Most }, cancellationToken),
            await runs.ListAsync(new RunFilter { State = RunStates.Queued, Limit = Most }, cancellationToken),
            counts,
            troubled,
            catalogue.Current.Faults,
            await LackingAsync(cancellationToken));
    }
}
