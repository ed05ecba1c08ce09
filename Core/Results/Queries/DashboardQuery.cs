using System.Data;

using Analytics.Core.Catalogue.Dashboards;

using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Core.Results.Queries;

/// <summary>Runs the queries of charts: one SELECT over the schema <c>results</c>, with the dashboard's filters as parameters.</summary>
public sealed class DashboardQuery(NpgsqlDataSource database, IOptions<ResultReadOptions> options)
{
    /// <summary>Plans a query, which tells the tables that it reads and where these came from; its rows are of the same moment.</summary>
    /// <param name="sql">The query; filters are <c>@name</c>.</param>
    /// <param name="filters">The filters that the dashboard declares.</param>
    /// <param name="values">What the reader chose, in invariant form; a filter that is missing has its default.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<ResultAnswer<OpenQuery>> OpenAsync(
        string sql,
        IReadOnlyList<DashboardFilter> filters,
        IReadOnlyDictionary<string, string?> values,
        CancellationToken cancellationToken)
    {
        var types = filters.ToDictionary(filter => filter.Name, filter => ResultTypes.Of(filter.Type));
        if (!QueryText.TryParse(sql, types, out var query, out var fault))
        {
            return new ResultFault("query.refused", fault, "Correct the query in the dashboard's file.");
        }

        foreach (var filter in filters.Where(filter => values.ContainsKey(filter.Name)))
        {
            if (await FaultOfAsync(filter, values[filter.Name], cancellationToken) is { } bad)
            {
                return bad;
            }
        }

        var chosen = filters.ToDictionary(filter => filter.Name, filter => values.GetValueOrDefault(filter.Name, filter.Default));
        return await QueryFaults.CatchAsync(() => OpenAsync(query, chosen, cancellationToken));
    }

    /// <summary>The rows of a query alone.</summary>
    public async Task<ResultAnswer<QueryRows>> RunAsync(
        string sql,
        IReadOnlyList<DashboardFilter> filters,
        IReadOnlyDictionary<string, string?> values,
        CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(sql, filters, values, cancellationToken);
        if (!opened.IsOk)
        {
            return opened.Fault;
        }

        await using var query = opened.Value;
        return await query.RowsAsync(cancellationToken);
    }

    private async Task<OpenQuery> OpenAsync(QueryText query, Dictionary<string, string?> values, CancellationToken cancellationToken)
    {
        var parameters = query.Filters.Select(name => (object?)values[name]).ToList();
        var session = await ResultSession.OpenAsync(database, options.Value.QueryTimeout, cancellationToken);
        OpenQuery? opened = null;
        try
        {
            await using (await session.QueryAsync($"explain {query.Sql}", parameters, CommandBehavior.SingleResult, cancellationToken))
            {
                // The plan itself is of no interest: that it was made tells the tables, and whether the query is right.
            }

            var tables = await session.TablesReadAsync(cancellationToken);
            var sources = await session.ProvenanceAsync(tables, cancellationToken);
            return opened = new OpenQuery(session, query.Sql, parameters, options.Value.MaxChartRows, sources, values);
        }
        finally
        {
            if (opened is null)
            {
                await session.DisposeAsync();
            }
        }
    }

    /// <summary>Whether the database takes a chosen value for what the filter is: the chart's own faults are no fault of the reader.</summary>
    private async Task<ResultFault?> FaultOfAsync(DashboardFilter filter, string? value, CancellationToken cancellationToken)
    {
        var answer = await QueryFaults.CatchAsync(async () =>
        {
            await using var session = await ResultSession.OpenAsync(database, options.Value.QueryTimeout, cancellationToken);
            await using var reader = await session.QueryAsync(
                $"select ($1::text)::{ResultTypes.Of(filter.Type)}", [value], CommandBehavior.SingleResult, cancellationToken);
            return filter;
        });
        return answer.IsOk ? null : answer.Fault with { Parameter = filter.Name };
    }
}
