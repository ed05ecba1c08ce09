using System.Data;

using Analytics.Core.Catalogue.Dashboards;

using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Core.Results.Queries;

/// <summary>Runs the queries of charts: one SELECT over the schema <c>results</c>, with the dashboard's filters as parameters.</summary>
public sealed class DashboardQuery(NpgsqlDataSource database, IOptions<ResultReadOptions> options)
{
    /// <param name="sql">The query; filters are <c>@name</c>.</param>
    /// <param name="filters">The filters that the dashboard declares.</param>
    /// <param name="values">What the reader chose, in invariant form; a filter that is missing has its default.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<ResultAnswer<QueryRows>> RunAsync(
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

        var chosen = filters.ToDictionary(filter => filter.Name, filter => values.GetValueOrDefault(filter.Name, filter.Default));
        return await QueryFaults.CatchAsync(() => RunAsync(query, chosen, cancellationToken));
    }

    private async Task<QueryRows> RunAsync(
        QueryText query, Dictionary<string, string?> values, CancellationToken cancellationToken)
    {
        await using var session = await ResultSession.OpenAsync(database, options.Value.QueryTimeout, cancellationToken);
        await using var reader = await session.QueryAsync(
            query.Sql, query.Filters.Select(name => (object?)values[name]), CommandBehavior.SingleResult, cancellationToken);
        var columns = Enumerable.Range(0, reader.FieldCount)
            .Select(at => new ResultColumn(reader.GetName(at), reader.GetDataTypeName(at), Nullable: true))
            .ToList();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (rows.Count == options.Value.MaxChartRows)
            {
                // The rest is not worth waiting for; the transaction ends with the session.
                return new QueryRows(columns, rows, IsCut: true);
            }

            rows.Add(ResultRow.Read(reader));
        }

        return new QueryRows(columns, rows, IsCut: false);
    }
}
