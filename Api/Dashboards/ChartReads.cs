using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Analytics.Core.Catalogue;
using Analytics.Core.Catalogue.Dashboards;
using Analytics.Core.Engines;
using Analytics.Core.Results;
using Analytics.Core.Results.Queries;
using Analytics.Core.Runs;

namespace Analytics.Api.Dashboards;

/// <summary>The figures of charts, and where they came from.</summary>
public sealed class ChartReads(ICatalogue catalogue, EngineGaps gaps, ResultReads results, DashboardQuery query, RunReads runs)
{
    private const string UnknownTable = "results.unknownTable";

    /// <param name="dashboard">Whose filters the query may name.</param>
    /// <param name="chart">The chart.</param>
    /// <param name="filters">What the reader chose.</param>
    /// <param name="isKnown">Whether the caller holds the figures of a tag already: then the rows are not read.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async Task<ResultAnswer<ChartAnswer>> ReadAsync(
        DashboardDefinition dashboard,
        ChartDefinition chart,
        IReadOnlyDictionary<string, string?> filters,
        Func<string, bool> isKnown,
        CancellationToken cancellationToken)
    {
        var table = catalogue.Current.Jobs.GetValueOrDefault(chart.Job)?.Output.Table;
        var opened = await query.OpenAsync(chart.Query, dashboard.Filters, filters, cancellationToken);
        if (!opened.IsOk && opened.Fault.Code == UnknownTable)
        {
            if (!await StandsAsync(table, cancellationToken))
            {
                return await AwaitedAsync(chart, cancellationToken);
            }

            // Its first result was loaded between the two questions; or else another table is missing, which the second answer tells.
            opened = await query.OpenAsync(chart.Query, dashboard.Filters, filters, cancellationToken);
        }

        if (!opened.IsOk)
        {
            return opened.Fault;
        }

        await using var open = opened.Value;
        if (open.Sources.Count == 0 || (table is not null && open.Sources.All(source => source.Table != table) && !await StandsAsync(table, cancellationToken)))
        {
            return await AwaitedAsync(chart, cancellationToken);
        }

        var tag = TagOf(chart, open);
        if (isKnown(tag))
        {
            return new ChartAnswer(null, tag);
        }

        var answer = await open.RowsAsync(cancellationToken);
        return answer.IsOk
            ? new ChartAnswer(
                new ChartData(
                    ChartItem.Of(chart),
                    [.. answer.Value.Columns.Select(column => new ChartColumn(column.Name, column.Type))],
                    answer.Value.Rows,
                    answer.Value.IsCut,
                    [.. open.Sources.OrderBy(source => source.Table == table ? 0 : 1)],
                    null),
                tag)
            : answer.Fault;
    }

    /// <summary>What the rows depend on: the query, what its filters are bound to, and the last change of each table that it reads.</summary>
    private static string TagOf(ChartDefinition chart, OpenQuery query)
    {
        var text = new StringBuilder($"{chart}\n");
        foreach (var source in query.Sources)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{source.Table} {source.RunId} {source.RunCount} {source.ChangedAt:O}");
        }

        foreach (var (name, value) in query.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{name}={value?.Length} {value}");
        }

        return $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 12))}\"";
    }

    private async Task<bool> StandsAsync(string? table, CancellationToken cancellationToken) =>
        table is not null && await results.ProvenanceAsync(table, cancellationToken) is not null;

    /// <summary>Without a tag: what is awaited changes with runs that leave no result.</summary>
    private async Task<ChartAnswer> AwaitedAsync(ChartDefinition chart, CancellationToken cancellationToken)
    {
        var last = (await runs.LatestAsync(chart.Job, cancellationToken)).SingleOrDefault()?.Last;
        return new(new ChartData(ChartItem.Of(chart), [], [], false, [], Awaited.Of(chart, catalogue.Current, gaps, last)), null);
    }
}
