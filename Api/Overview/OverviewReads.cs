using Analytics.Api.Datasets;
using Analytics.Api.Files;
using Analytics.Api.Jobs;
using Analytics.Core.Catalogue;
using Analytics.Core.Datasets;
using Analytics.Core.Runs;

namespace Analytics.Api.Overview;

/// <summary>Gathers the overview, once for all pages that ask at about the same time: many viewers cost what one costs.</summary>
public sealed class OverviewReads(
    DatasetCatalogue datasets, JobCatalogue jobs, RunReads runs, RawObjectReads objects, ICatalogue catalogue, TimeProvider time)
{
    private const int Most = 10;

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
            catalogue.Current.Faults);
    }
}
