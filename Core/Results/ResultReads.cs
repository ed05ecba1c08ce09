using System.Data;

using Analytics.Database;

using Dapper;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Results;

/// <summary>What people ask of result tables.</summary>
public sealed class ResultReads([FromKeyedServices(DatabasePools.Pages)] NpgsqlDataSource database, IOptions<ResultReadOptions> options)
{
    /// <summary>The most rows of one page.</summary>
    public const int MaxPage = 10_000;

    /// <summary>The tables that runs have loaded, by name.</summary>
    public async Task<IReadOnlyList<ResultTableSummary>> TablesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var tables = await connection.QueryAsync<TableRow>(
            new CommandDefinition(Sql.Of<ResultReads>("ListResultTables"), cancellationToken: cancellationToken));
        var sources = (await ProvenanceAsync(connection, null, cancellationToken)).ToDictionary(source => source.Table);
        return [.. tables.Select(row => new ResultTableSummary(row.Table, row.Job, row.Bytes, sources.GetValueOrDefault(row.Table)))];
    }

    /// <summary>The columns of a table, <c>run_id</c> too; null where there is no such table.</summary>
    public async Task<IReadOnlyList<ResultColumn>?> ColumnsAsync(string table, CancellationToken cancellationToken)
    {
        if (ResultNames.FaultOfTable(table) is not null)
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        IReadOnlyList<ResultColumn> columns = [.. await connection.QueryAsync<ResultColumn>(new CommandDefinition(
            Sql.Of<ResultReads>("TableColumns"), new { table = ResultNames.Table(table) }, cancellationToken: cancellationToken))];
        return columns.Count == 0 ? null : columns;
    }

    /// <summary>Where a table's content came from; null where no load of it stands.</summary>
    public async Task<ResultProvenance?> ProvenanceAsync(string table, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await ProvenanceAsync(connection, [table], cancellationToken)).SingleOrDefault();
    }

    /// <summary>Why retention leaves a run that cannot be rolled back, for people; null where it can be.</summary>
    public async Task<string?> RollbackRefusalAsync(long runId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await Undoing.FindAsync(connection, null, runId, cancellationToken))?.Refusal(runId);
    }

    /// <summary>A page of rows, and how many there are in all.</summary>
    public async Task<ResultAnswer<ResultPage>> PageAsync(ResultQuery query, CancellationToken cancellationToken)
    {
        var built = await BuildAsync(query, cancellationToken);
        if (!built.IsOk)
        {
            return built.Fault;
        }

        var sql = built.Value;
        return await QueryFaults.CatchAsync<ResultPage>(async () =>
        {
            await using var session = await ResultSession.OpenAsync(database, options.Value.QueryTimeout, cancellationToken);
            var source = await session.ProvenanceAsync([query.Table], cancellationToken);
            var rows = new List<object?[]>();
            var budget = new AnswerBudget(options.Value.MaxAnswerBytes);
            await using (var reader = await session.QueryAsync(sql.Page, sql.Values, CommandBehavior.SequentialAccess, cancellationToken))
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    rows.Add(await ResultRow.ReadAsync(reader, budget, cancellationToken)
                        ?? throw new AnswerTooLargeException(options.Value.MaxAnswerBytes));
                }
            }

            await using var count = await session.QueryAsync(sql.Count, sql.Values, CommandBehavior.SingleRow, cancellationToken);
            await count.ReadAsync(cancellationToken);
            return new ResultPage(sql.Columns, rows, count.GetInt64(0), source.SingleOrDefault());
        });
    }

    /// <summary>The SELECT of all rows that a query means, without its page.</summary>
    internal async Task<ResultAnswer<ResultSql>> BuildAsync(ResultQuery query, CancellationToken cancellationToken) =>
        await ColumnsAsync(query.Table, cancellationToken) is { } columns
            ? ResultSql.Build(query, columns)
            : new ResultFault(
                "results.unknownTable",
                $"Unknown result table '{query.Table}'.",
                "It appears with the first run of its job that succeeds; the list of results has those that are there.");

    private static async Task<IEnumerable<ResultProvenance>> ProvenanceAsync(
        NpgsqlConnection connection, string[]? tables, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<ProvenanceRow>(
            new CommandDefinition(ProvenanceRow.Statement, new { tables }, cancellationToken: cancellationToken)))
        .Select(row => row.ToProvenance());

    private sealed record TableRow(string Table, string Job, long Bytes);
}
