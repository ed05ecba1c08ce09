using Analytics.Api.Datasets;
using Analytics.Api.Jobs;
using Analytics.Core.Catalogue;
using Analytics.Core.Datasets;
using Analytics.Core.Runs;

namespace Analytics.Api.Overview;

/// <summary>Gathers the overview.</summary>
public sealed class OverviewReads(
    DatasetCatalogue datasets, JobCatalogue jobs, RunReads runs, RawObjectReads objects, ICatalogue catalogue)
{
    private const int Most = 10;

    public async Task<OverviewContent> ReadAsync(CancellationToken cancellationToken)
    {
        var counts = await objects.CountsAsync(cancellationToken);
        var troubled = new List<RawObjectSummary>();
        foreach (var state in new[] { RawObjectStates.Failed, RawObjectStates.Rejected }.Where(counts.ContainsKey))
        {
            troubled.AddRange(await objects.ListAsync(new RawObjectFilter { State = state, Limit = Most }, cancellationToken));
        }

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
