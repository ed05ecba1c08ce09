using Analytics.Catalogue;
using Analytics.Catalogue.Dashboards;
using Analytics.Engines;
using Analytics.Runs;

namespace Analytics.Api.Dashboards;

internal static class Awaited
{
    /// <summary>What must happen before a chart has figures.</summary>
    public static string Of(ChartDefinition chart, CatalogueSnapshot catalogue, EngineAvailability availability, RunSummary? last)
    {
        return catalogue.Jobs.GetValueOrDefault(chart.Job) switch
        {
            null => $"The catalogue has no valid job '{chart.Job}'; the page of the catalogue lists what is wrong.",
            var job => last?.State switch
            {
                RunStates.Queued => $"Run {last.Id} of {chart.Job} is queued.",
                RunStates.Running => $"Run {last.Id} of {chart.Job} is in progress.",
                _ when availability.WhyUnavailable(job) is { } reason => $"The job {chart.Job} cannot run here. {reason}",
                RunStates.Failed => $"The last run of {chart.Job} (run {last.Id}) failed: {last.CauseMessage}",
                _ when job.Triggers.On.Count == 0 => $"The job {chart.Job} has no result yet. Start it on the page of runs.",
                _ => $"The job {chart.Job} runs when new data of {string.Join(" or ", job.Triggers.On)} arrives.",
            },
        };
    }
}
