using Analytics.Core.Catalogue;
using Analytics.Core.Catalogue.Dashboards;
using Analytics.Core.Results;
using Analytics.Core.Results.Queries;
using Analytics.Core.Runs;

namespace Analytics.Api.Dashboards;

/// <summary>The figures of charts, and where they came from.</summary>
public sealed class ChartReads(ICatalogue catalogue, ResultReads results, DashboardQuery query, RunReads runs)
{
    /// <summary>The run whose result the chart shows; null while none stands.</summary>
    public async Task<ChartSource?> SourceAsync(ChartDefinition chart, CancellationToken cancellationToken) =>
        catalogue.Current.Jobs.GetValueOrDefault(chart.Job) is { } job
            && await results.ProvenanceAsync(job.Output.Table, cancellationToken) is { } found
            ? new(found.Job, found.Table, found.RunId, found.LoadedAt, found.DataTime, found.QuarantinedShare, found.Inputs)
            : null;

    public async Task<ResultAnswer<ChartData>> ReadAsync(
        DashboardDefinition dashboard, ChartDefinition chart, ChartSource? source, IReadOnlyDictionary<string, string?> filters,
        CancellationToken cancellationToken)
    {
        if (source is null)
        {
            return new ChartData(ChartItem.Of(chart), [], [], false, null, await AwaitedAsync(chart, cancellationToken));
        }

        var answer = await query.RunAsync(chart.Query, dashboard.Filters, filters, cancellationToken);
        return answer.IsOk
            ? new ChartData(
                ChartItem.Of(chart), [.. answer.Value.Columns.Select(column => new ChartColumn(column.Name, column.Type))],
                answer.Value.Rows, answer.Value.IsCut, source, null)
            : answer.Fault;
    }

    private async Task<string> AwaitedAsync(ChartDefinition chart, CancellationToken cancellationToken)
    {
        if (!catalogue.Current.Jobs.TryGetValue(chart.Job, out var job))
        {
            return $"The catalogue has no job '{chart.Job}' in force: its page tells of files at fault.";
        }

        var last = (await runs.LatestAsync(chart.Job, cancellationToken)).SingleOrDefault()?.Last;
        return last?.State switch
        {
            RunStates.Queued => $"Run {last.Id} of {chart.Job} waits to begin.",
            RunStates.Running => $"Run {last.Id} of {chart.Job} is at work.",
            RunStates.Failed => $"The last run of {chart.Job} (run {last.Id}) failed: {last.CauseMessage}",
            _ => job.Triggers.On.Count == 0
                ? $"The job {chart.Job} has no result yet. Start it on the page of runs."
                : $"The job {chart.Job} runs when the data of {string.Join(" or ", job.Triggers.On)} has arrived.",
        };
    }
}
