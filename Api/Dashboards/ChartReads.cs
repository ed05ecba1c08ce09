using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Analytics.Catalogue;
using Analytics.Catalogue.Dashboards;
using Analytics.Engines;
using Analytics.Results;
using Analytics.Results.Queries;
using Analytics.Runs;

namespace Analytics.Api.Dashboards;

/// <summary>The figures of charts, and where they came from.</summary>
public sealed class ChartReads(
    ICatalogue catalogue, EngineAvailability availability, ResultReads results, DashboardQuery query, RunReads runs)
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
        var bound = await query.BindAsync(chart.Query, dashboard.Filters, filters, cancellationToken);
        if (!bound.IsOk && bound.Fault.Code == UnknownTable)
        {
            if (!await StandsAsync(table, cancellationToken))
            {
                return await AwaitedAsync(chart, cancellationToken);
            }

            // Its first result was loaded between the two questions; or else another table is missing, which the second answer tells.
            bound = await query.BindAsync(chart.Query, dashboard.Filters, filters, cancellationToken);
        }

        if (!bound.IsOk)
        {
            return bound.Fault;
        }

        // One question tells whether the caller's figures still stand; no connection is held beyond it.
        string[] asked = [.. bound.Value.Tables.Append(table ?? "").Distinct(StringComparer.Ordinal)];
        var sources = await query.SourcesAsync(asked, cancellationToken);
        var read = sources.Where(source => bound.Value.Tables.Contains(source.Table)).ToList();
        if (read.Count == 0 || (table is not null && sources.All(source => source.Table != table)))
        {
            return await AwaitedAsync(chart, cancellationToken);
        }

        var tag = TagOf(chart, read, bound.Value);
        return tag is not null && isKnown(tag) ? new ChartAnswer(null, tag) : await RowsAsync(chart, table, bound.Value, cancellationToken);
    }

    private async Task<ResultAnswer<ChartAnswer>> RowsAsync(
        ChartDefinition chart, string? table, BoundQuery bound, CancellationToken cancellationToken)
    {
        var answer = await query.ReadAsync(bound, cancellationToken);
        if (!answer.IsOk)
        {
            return answer.Fault;
        }

        var rows = answer.Value;
        return rows.Sources.Count == 0
            ? await AwaitedAsync(chart, cancellationToken)
            : new ChartAnswer(
                new ChartData(
                    ChartItem.Of(chart),
                    [.. rows.Columns.Select(column => new ChartColumn(column.Name, column.Type))],
                    rows.Rows,
                    rows.IsCut,
                    [.. rows.Sources.OrderBy(source => source.Table == table ? 0 : 1)],
                    null),
                TagOf(chart, rows.Sources, bound));
    }

    /// <summary>
    /// What the rows depend on: the query, what its filters are bound to, and the last change of each table that it reads. Null where they
    /// depend on the time, too.
    /// </summary>
    private static string? TagOf(ChartDefinition chart, IEnumerable<ResultProvenance> sources, BoundQuery bound)
    {
        if (bound.IsChanging)
        {
            return null;
        }

        var text = new StringBuilder($"{chart}\n{string.Join('\n', chart.Columns)}\n");
        foreach (var source in sources)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{source.Table} {source.RunId} {source.RunCount} {source.ChangedAt:O}");
        }

        foreach (var (name, value) in bound.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
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
        return new(new ChartData(ChartItem.Of(chart), [], [], false, [], Awaited.Of(chart, catalogue.Current, availability, last)), null);
    }
}
