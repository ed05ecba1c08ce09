using Analytics.Api.Datasets;
using Analytics.Api.Jobs;
using Analytics.Core.Catalogue;
using Analytics.Core.Datasets;
using Analytics.Core.Runs;

namespace Analytics.Api.Overview;

/// <summary>What the overview shows.</summary>
public sealed record OverviewContent(
    IReadOnlyList<DatasetItem> Datasets, IReadOnlyList<JobItem> Jobs, IReadOnlyList<RunSummary> Running, IReadOnlyList<RunSummary> Waiting,
    IReadOnlyDictionary<string, long> FileCounts, IReadOnlyList<RawObjectSummary> Troubled, IReadOnlyList<CatalogueFault> Faults)
{
    public long Files(string state) => FileCounts.GetValueOrDefault(state);

    /// <summary>What a person should look at, the gravest first; empty when everything is all right.</summary>
    public IReadOnlyList<Concern> Concerns() =>
    [
        .. Jobs.Where(job => job.InCatalogue && job.LastRun?.State == RunStates.Failed)
            .Select(job => new Concern(true, $"The last run of {job.Name} failed: {job.LastRun?.CauseMessage}", $"/runs/{job.LastRun?.Id}")),
        .. OfFiles(RawObjectStates.Failed, true, "could not be read"),
        .. OfFiles(RawObjectStates.Rejected, true, "broke the contract as a whole"),
        .. OfFiles(RawObjectStates.Refused, false, "lie in the raw store under a name that is refused"),
        .. OfFiles(RawObjectStates.Unclaimed, false, "belong to no dataset"),
        .. Faults.Count == 0 ? Array.Empty<Concern>() : [new(false, $"{Faults.Count} faults in the catalogue's files", "/catalogue")],
        .. Datasets.Where(dataset => dataset.Freshness == Freshness.Stale)
            .Select(dataset => new Concern(false, $"{dataset.Name} is older than its contract allows", $"/datasets/{dataset.Name}")),
    ];

    private IEnumerable<Concern> OfFiles(string state, bool isGrave, string what) =>
        Files(state) is > 0 and var count
            ? [new Concern(isGrave, $"{count} {(count == 1 ? "file" : "files")}: {what}", $"/files?state={state}")]
            : [];
}

/// <summary>Something that a person should look at.</summary>
public sealed record Concern(bool IsGrave, string Text, string Href);
