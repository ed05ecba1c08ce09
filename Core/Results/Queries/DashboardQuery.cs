using Analytics.Catalogue.Dashboards;
using Analytics.Catalogue.Jobs;
using Analytics.Catalogue.Queries;
using Analytics.Database;
using Analytics.Database.Charts;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Results.Queries;

/// <summary>Runs the queries of charts: one SELECT over the schema <c>results</c>, with the dashboard's filters as parameters.</summary>
public sealed class DashboardQuery(
    ChartDatabase charts,
    [FromKeyedServices(DatabasePools.Pages)] NpgsqlDataSource pages,
    TimeProvider time,
    IOptions<ResultReadOptions> options) : IDisposable
{
    private static readonly ResultFault NoLogin = new(
        "charts.noLogin",
        "Charts have no login to the database of their own, and log in as no other.",
        "Let the Migrator run as a user that may make roles, or set Database:ChartsConnectionString to a user that may read the schema " +
        "results and nothing else.");

    private readonly TablesOfQueries _tables = new(time);
    private readonly GatheredSources _sources = new(tables => SourcesAsync(pages, tables), time);

    /// <summary>Checks a query and its filters' names, and finds the tables that it reads.</summary>
    /// <param name="sql">The query; filters are <c>@name</c>.</param>
    /// <param name="filters">The filters that the dashboard declares.</param>
    /// <param name="values">What the reader chose, in invariant form; a filter that is missing has its default.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<ResultAnswer<BoundQuery>> BindAsync(
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

        if (_tables.Find(query.Sql) is { } known)
        {
            return new BoundQuery(query, filters, values, known);
        }

        return await InSessionAsync(
            null,
            async session =>
            {
                var tables = await session.TablesOfAsync(query.Sql, query.Filters.Count, cancellationToken);
                _tables.Keep(query.Sql, tables);
                return new BoundQuery(query, filters, values, tables);
            },
            cancellationToken);
    }

    /// <summary>Where tables came from, as of now: one question on the pages' connections, shared with all who ask at once.</summary>
    public Task<IReadOnlyList<ResultProvenance>> SourcesAsync(
        IReadOnlyCollection<string> tables, CancellationToken cancellationToken) => _sources.AskAsync(tables, cancellationToken);

    /// <summary>The rows of a query, and where its tables came from at the rows' moment.</summary>
    public async Task<ResultAnswer<QueryRows>> ReadAsync(BoundQuery query, CancellationToken cancellationToken)
    {
        var answer = await InSessionAsync(query.Tables, session => ReadAsync(session, query, cancellationToken), cancellationToken);
        return answer.IsOk || answer.Fault.Code != QueryFaults.BadValue
            ? answer
            : await FaultOfFiltersAsync(query, cancellationToken) ?? answer;
    }

    /// <summary>The rows of a query, from its text.</summary>
    public async Task<ResultAnswer<QueryRows>> RunAsync(
        string sql,
        IReadOnlyList<DashboardFilter> filters,
        IReadOnlyDictionary<string, string?> values,
        CancellationToken cancellationToken)
    {
        var bound = await BindAsync(sql, filters, values, cancellationToken);
        return bound.IsOk ? await ReadAsync(bound.Value, cancellationToken) : bound.Fault;
    }

    public void Dispose() => _sources.Dispose();

    private static async Task<IReadOnlyList<ResultProvenance>> SourcesAsync(NpgsqlDataSource pages, IReadOnlyCollection<string> tables)
    {
        await using var command = await PreparedCommand.OpenAsync(pages, ProvenanceRow.Statement, CancellationToken.None);
        command.Parameters.Add(new NpgsqlParameter<string[]>("tables", [.. tables]));
        await using var reader = await command.ReadAsync(CancellationToken.None);
        return ProvenanceRow.ReadAll(reader);
    }

    private async Task<QueryRows> ReadAsync(ChartSession session, BoundQuery query, CancellationToken cancellationToken)
    {
        await using var reader = await session.QueryAsync(query.Sql, query.Parameters, cancellationToken);
        var columns = Enumerable.Range(0, reader.FieldCount)
            .Select(at => new ResultColumn(reader.GetName(at), reader.GetDataTypeName(at), Nullable: true))
            .ToList();
        var budget = new AnswerBudget(options.Value.MaxAnswerBytes);
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (rows.Count == options.Value.MaxChartRows)
            {
                // The rest is not worth waiting for.
                session.Cancel();
                return new QueryRows(columns, rows, IsCut: true, session.Sources);
            }

            if (await ResultRow.ReadAsync(reader, budget, cancellationToken) is not { } row)
            {
                session.Cancel();
                throw new AnswerTooLargeException(options.Value.MaxAnswerBytes);
            }

            rows.Add(row);
        }

        return new QueryRows(columns, rows, IsCut: false, session.Sources);
    }

    /// <summary>The chosen value that the database does not take for what its filter is: the chart's own faults are not the reader's.</summary>
    private async Task<ResultFault?> FaultOfFiltersAsync(BoundQuery query, CancellationToken cancellationToken)
    {
        foreach (var filter in query.Chosen)
        {
            var answer = await InSessionAsync(
                null,
                async session =>
                {
                    await using var reader = await session.QueryAsync(
                        $"select ($1::text)::{ResultTypes.Of(filter.Type)}", [query.Values[filter.Name]], cancellationToken);
                    await reader.ReadAsync(cancellationToken);
                    return filter;
                },
                cancellationToken);
            if (!answer.IsOk)
            {
                return answer.Fault with { Parameter = filter.Name };
            }
        }

        return null;
    }

    private Task<ResultAnswer<T>> InSessionAsync<T>(
        IReadOnlyList<string>? tables, Func<ChartSession, Task<T>> read, CancellationToken cancellationToken)
        where T : class =>
        QueryFaults.CatchAsync(async Task<ResultAnswer<T>> () =>
        {
            // The chart's connection first: what it waits for there must not keep one of the pages'.
            await using var connection = await charts.OpenAsync(cancellationToken);
            if (connection is null)
            {
                return NoLogin;
            }

            await using var session = await ChartSession.OpenAsync(
                connection, pages, tables, options.Value.QueryTimeout, cancellationToken);
            return await read(session);
        });
}
