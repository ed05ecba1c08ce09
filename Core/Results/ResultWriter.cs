using Analytics.Core.Catalogue.Jobs;
using Analytics.Core.Database;
using Analytics.Core.Results.Copy;

using Dapper;

using Npgsql;

namespace Analytics.Core.Results;

/// <summary>
/// Changes one result table within a transaction. Readers are not held up and see the rows of before until the commit; writers of the
/// table wait for one another.
/// </summary>
internal sealed class ResultWriter(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
{
    private const string Staging = "staging";

    /// <summary>Keeps other writers of a table waiting, whether it is there already or not.</summary>
    public Task<int> LockAsync(string table) =>
        ExecuteAsync("select pg_advisory_xact_lock(hashtextextended(@name, 0))", new { name = $"{ResultNames.Schema}.{table}" });

    /// <summary>Makes the table fit the declaration, with other writers waiting; returns why it cannot, or null.</summary>
    public async Task<string?> PrepareAsync(JobOutput output)
    {
        await LockAsync(output.Table);
        var name = new { table = ResultNames.Table(output.Table) };
        IReadOnlyList<ResultColumn> actual = [.. await connection.QueryAsync<ResultColumn>(
            Command(Sql.Of<ResultWriter>("TableColumns"), name))];
        var key = await connection.QuerySingleOrDefaultAsync<TableKey>(Command(Sql.Of<ResultWriter>("TableKey"), name));
        var plan = TablePlan.For(output, actual, key);
        if (plan.Refusal is not null)
        {
            return plan.Refusal;
        }

        foreach (var statement in plan.Statements)
        {
            await ExecuteAsync(statement);
        }

        return null;
    }

    /// <summary>Puts a run's rows in, as the mode says; returns how many there were.</summary>
    public async Task<long> ApplyAsync(JobOutput output, long runId, IReadOnlyList<string> paths)
    {
        if (output.Mode is LoadMode.Replace)
        {
            await ClearAsync(output.Table);
        }

        var isUpsert = output.Mode is LoadMode.Upsert
            && await connection.QuerySingleAsync<bool>(Command($"select exists (select from {ResultNames.Table(output.Table)})"));
        if (!isUpsert)
        {
            return await CopyAsync(ResultNames.Table(output.Table), output, runId, paths);
        }

        // Made anew for each load: a rollback replays several within one transaction, and the table may change its columns in between.
        await ExecuteAsync($"create temporary table {Staging} (like {ResultNames.Table(output.Table)}) on commit drop");
        var rows = await CopyAsync(Staging, output, runId, paths);
        await MergeAsync(output);
        await ExecuteAsync($"drop table pg_temp.{Staging}");
        return rows;
    }

    public Task<int> ClearAsync(string table) => ExecuteAsync($"delete from {ResultNames.Table(table)}");

    public Task<int> RemoveRunAsync(string table, long runId) =>
        ExecuteAsync($"delete from {ResultNames.Table(table)} where {ResultNames.RunColumn} = @runId", new { runId });

    private Task<long> CopyAsync(string target, JobOutput output, long runId, IReadOnlyList<string> paths) =>
        ParquetCopy.SendAsync(
            connection,
            $"copy {target} ({Columns(output)}) from stdin (format binary)",
            paths,
            output.Columns,
            runId,
            cancellationToken);

    private async Task MergeAsync(JobOutput output)
    {
        string[] others = [.. output.Columns.Select(column => column.Name).Except(output.Key), ResultNames.RunColumn];
        var updates = others.Select(name => $"{ResultNames.Quote(name)} = excluded.{ResultNames.Quote(name)}");
        await ExecuteAsync(
            $"insert into {ResultNames.Table(output.Table)} ({Columns(output)}) select {Columns(output)} from {Staging} " +
            $"on conflict ({TablePlan.Names(output.Key)}) do update set {string.Join(", ", updates)}");
    }

    private static string Columns(JobOutput output) =>
        TablePlan.Names([.. output.Columns.Select(column => column.Name), ResultNames.RunColumn]);

    private Task<int> ExecuteAsync(string sql, object? parameters = null) => connection.ExecuteAsync(Command(sql, parameters));

    // A load may take as long as its rows do; what bounds it is the lease of its work item.
    private CommandDefinition Command(string sql, object? parameters = null) =>
        new(sql, parameters, transaction, commandTimeout: 0, cancellationToken: cancellationToken);
}
