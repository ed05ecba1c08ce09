using System.Data;

namespace Analytics.Core.Results.Queries;

/// <summary>A chart's query, planned: where the tables that it reads came from, and then its rows, all of the same moment.</summary>
public sealed class OpenQuery : IAsyncDisposable
{
    private readonly ResultSession _session;
    private readonly string _sql;
    private readonly IReadOnlyList<object?> _parameters;
    private readonly int _mostRows;

    internal OpenQuery(
        ResultSession session,
        string sql,
        IReadOnlyList<object?> parameters,
        int mostRows,
        IReadOnlyList<ResultProvenance> sources,
        IReadOnlyDictionary<string, string?> values)
    {
        (_session, _sql, _parameters, _mostRows) = (session, sql, parameters, mostRows);
        (Sources, Values) = (sources, values);
    }

    /// <summary>Of each table that the query reads and that holds rows of a run, by name.</summary>
    public IReadOnlyList<ResultProvenance> Sources { get; }

    /// <summary>What the filters are bound to, defaults included.</summary>
    public IReadOnlyDictionary<string, string?> Values { get; }

    public Task<ResultAnswer<QueryRows>> RowsAsync(CancellationToken cancellationToken) =>
        QueryFaults.CatchAsync(() => ReadAsync(cancellationToken));

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private async Task<QueryRows> ReadAsync(CancellationToken cancellationToken)
    {
        await using var reader = await _session.QueryAsync(_sql, _parameters, CommandBehavior.SingleResult, cancellationToken);
        var columns = Enumerable.Range(0, reader.FieldCount)
            .Select(at => new ResultColumn(reader.GetName(at), reader.GetDataTypeName(at), Nullable: true))
            .ToList();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (rows.Count == _mostRows)
            {
                // The rest is not worth waiting for; the transaction ends with the session.
                return new QueryRows(columns, rows, IsCut: true);
            }

            rows.Add(ResultRow.ReadNumbers(reader));
        }

        return new QueryRows(columns, rows, IsCut: false);
    }
}
