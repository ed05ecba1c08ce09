using Analytics.Api.Datasets;
using Analytics.Api.Jobs;
using Analytics.Api.Web;
using Analytics.Catalogue;
using Analytics.Datasets;
using Analytics.Runs;

namespace Analytics.Api.Overview;

/// <summary>What the overview shows.</summary>
public sealed record OverviewContent(
    IReadOnlyList<DatasetItem> Datasets, IReadOnlyList<JobItem> Jobs, IReadOnlyList<RunSummary> Running, IReadOnlyList<RunSummary> Waiting,
    IReadOnlyDictionary<string, long> FileCounts, IReadOnlyList<RawObjectSummary> Troubled, IReadOnlyList<CatalogueFault> Faults,
    IReadOnlyList<string> Lacking)
{
    public long Files(string state) => FileCounts.GetValueOrDefault(state);

    /// <summary>What a person should look at, the most serious first; empty when all is well.</summary>
    public IReadOnlyList<Concern> Concerns() =>
    [
        .. Lacking.Select(dataset => new Concern(
            true, $"The processed store lacks files of {dataset}: load them again, or restore the store", $"/datasets/{dataset}")),
        .. Jobs.Where(job => job.InCatalogue && job.LastRun?.State == RunStates.Failed)
            .Select(job => new Concern(true, $"The last run of {job.Name} failed: {job.LastRun?.CauseMessage}", $"/runs/{job.LastRun?.Id}")),
        .. OfFiles(RawObjectStates.Failed, true, "failed", "failed"),
        .. OfFiles(RawObjectStates.Rejected, true, "was rejected", "were rejected"),
        .. OfFiles(
            RawObjectStates.Refused, false, "has a name or kind that is not allowed", "have names or kinds that are not allowed"),
        .. OfFiles(RawObjectStates.Unclaimed, false, "is in no dataset's folder", "are in no dataset's folder"),
        .. Faults.Count == 0 ? Array.Empty<Concern>() : [new(false, $"{Show.Count(Faults.Count, "fault")} in the catalogue's files", "/catalogue")],
        .. Datasets.Where(dataset => dataset.Freshness == Freshness.Stale)
            .Select(dataset => new Concern(
                false, $"{dataset.Name} is older than its contract allows", $"/datasets/{Uri.EscapeDataString(dataset.Name)}")),
    ];

    private IEnumerable<Concern> OfFiles(string state, bool isGrave, string one, string many) =>
        Files(state) is > 0 and var count
            ? [new Concern(
                isGrave,
                $"{Show.UpTo(RawObjectReads.MaxCount, count, "file")} {(count == 1 ? one : many)}",
                $"/files?state={state}")]
            : [];
}

/// <summary>Something that a person should look at.</summary>
public sealed record Concern(bool IsGrave, string Text, string Href);
