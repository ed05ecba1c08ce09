using Analytics.Catalogue;
using Analytics.Engines;
using Analytics.Runs;

namespace Analytics.Api.Jobs;

/// <summary>Jobs that the catalogue holds or that ever ran.</summary>
public sealed class JobCatalogue(ICatalogue catalogue, EngineAvailability availability, RunReads runs)
{
    public async Task<IReadOnlyList<JobItem>> ListAsync(CancellationToken cancellationToken)
    {
        var jobs = catalogue.Current.Jobs;
        var latest = (await runs.LatestAsync(null, cancellationToken)).ToDictionary(job => job.Job);
        return
        [
            .. jobs.Keys.Union(latest.Keys).Order(StringComparer.Ordinal)
                .Select(name => JobItem.Of(name, jobs.GetValueOrDefault(name), latest.GetValueOrDefault(name), availability)),
        ];
    }

    /// <summary>Null where the catalogue lacks it and it never ran.</summary>
    public async Task<JobItem?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var job = catalogue.Current.Jobs.GetValueOrDefault(name);
        var latest = (await runs.LatestAsync(name, cancellationToken)).SingleOrDefault();
        return job is null && latest is null ? null : JobItem.Of(name, job, latest, availability);
    }
}
