using System.Globalization;

using Analytics.Catalogue.Jobs;
using Analytics.Database;
using Analytics.Results.Copy;
using Analytics.Results.Snapshots;

using Dapper;

using Npgsql;

namespace Analytics.Results;

/// <summary>
/// Changes one result table within a transaction. Readers see the rows of before until the commit; writers of the table wait for one
/// another. Readers are held up only while its columns change, and then briefly: the rows are written beside it first, and what asks for
/// the table alone gives up at once while somebody reads it, since all who come later would wait behind it.
/// </summary>
internal sealed class ResultWriter(
    NpgsqlConnection connection, NpgsqlTransaction transaction, TimeProvider time, CancellationToken cancellationToken)
{
    private const string UndoneSince =
        "select run_id from platform.result_load where table_name = @table and rolled_back_at > @madeAt and loaded_at <= @loadedAt";
    private const string Staging = "staging";
    private const string Attempt = "attempt";
    private const int LockMilliseconds = 200;
    private static readonly TimeSpan LockPause = TimeSpan.FromSeconds(1);

    private TablePlan? _change;

    /// <summary>Keeps other writers of a table waiting, whether it is there already or not.</summary>
    public Task<int> LockAsync(string table) =>
        ExecuteAsync("select pg_advisory_xact_lock(hashtextextended(@name, 0))", new { name = $"{ResultNames.Schema}.{table}" });

    /// <summary>
    /// Makes the table fit the declaration, with other writers waiting; returns why it cannot, or null. What changes a table that people may
    /// be reading is left for <see cref="ApplyAsync"/>.
    /// </summary>
    public async Task<string?> PrepareAsync(JobOutput output)
    {
        await LockAsync(output.Table);
        var (actual, key) = await ShapeAsync(output.Table);
        var plan = TablePlan.For(output, actual, key);
        if (plan.Refusal is not null)
        {
            return plan.Refusal;
        }

        _change = plan.ChangesWhatIsRead ? plan : null;
        if (_change is null)
        {
            await ExecuteAllAsync(plan.Statements);
        }

        return null;
    }

    /// <summary>The table's columns, none where there is no such table, and its primary key.</summary>
    public async Task<(IReadOnlyList<ResultColumn> Columns, TableKey? Key)> ShapeAsync(string table)
    {
        var name = new { table = ResultNames.Table(table) };
        return ([.. await connection.QueryAsync<ResultColumn>(Command(Sql.Of<ResultWriter>("TableColumns"), name))],
            await connection.QuerySingleOrDefaultAsync<TableKey>(Command(Sql.Of<ResultWriter>("TableKey"), name)));
    }

    /// <summary>Puts a run's rows in, as the mode says; returns how many there were.</summary>
    /// <param name="output">What the run declared.</param>
    /// <param name="runId">The run; null where the files' last column says it, row by row.</param>
    /// <param name="paths">The Parquet files.</param>
    public async Task<long> ApplyAsync(JobOutput output, long? runId, IReadOnlyList<string> paths)
    {
        if (_change is { } change)
        {
            _change = null;
            return output.Mode is LoadMode.Replace
                ? await ExchangeAsync(output, runId, paths)
                : await ChangeAsync(change, output, runId, paths);
        }

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

    /// <summary>
    /// Removes rows of runs that were rolled back after a snapshot was made with them. Only runs that appended can be: their rows are
    /// their own.
    /// </summary>
    public Task<int> RemoveUndoneAsync(string table, string target, ResultSnapshot snapshot) => ExecuteAsync(
        $"delete from {ResultNames.Table(target)} where {ResultNames.RunColumn} = any ({UndoneSince})",
        new { table, madeAt = snapshot.MadeAt, loadedAt = snapshot.LoadedAt });

    /// <summary>Writes the whole new table beside the old one, which then gives way to it.</summary>
    private async Task<long> ExchangeAsync(JobOutput output, long? runId, IReadOnlyList<string> paths)
    {
        // No result table has such a name, and nobody sees it before it is renamed.
        var beside = string.Create(CultureInfo.InvariantCulture, $"~{runId ?? 0}");
        await ExecuteAsync($"create table {ResultNames.Table(beside)} ({TablePlan.Columns(output)})");
        var rows = await CopyAsync(ResultNames.Table(beside), output, runId, paths);
        await TakeAloneAsync(output.Table);
        await ExecuteAsync($"drop table {ResultNames.Table(output.Table)}");
        await ExecuteAsync($"alter table {ResultNames.Table(beside)} rename to {ResultNames.Quote(output.Table)}");
        return rows;
    }

    /// <summary>Brings the new rows to the server, and then changes the table and adds them.</summary>
    private async Task<long> ChangeAsync(TablePlan change, JobOutput output, long? runId, IReadOnlyList<string> paths)
    {
        await ExecuteAsync($"create temporary table {Staging} ({TablePlan.Columns(output)}) on commit drop");
        var rows = await CopyAsync(Staging, output, runId, paths);
        await TakeAloneAsync(output.Table);
        await ExecuteAllAsync(change.Statements);
        await MergeAsync(output);
        await ExecuteAsync($"drop table pg_temp.{Staging}");
        return rows;
    }

    /// <summary>Waits until nobody reads the table, without a place in the queue that later readers would have to wait behind.</summary>
    private async Task TakeAloneAsync(string table)
    {
        while (true)
        {
            await transaction.SaveAsync(Attempt, cancellationToken);
            try
            {
                await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"set local lock_timeout = {LockMilliseconds}"));
                await ExecuteAsync($"lock table {ResultNames.Table(table)} in access exclusive mode");
                await ExecuteAsync("set local lock_timeout to default");
                await transaction.ReleaseAsync(Attempt, cancellationToken);
                return;
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.LockNotAvailable)
            {
                await transaction.RollbackAsync(Attempt, cancellationToken);
                await Task.Delay(LockPause, time, cancellationToken);
            }
        }
    }

    private Task<long> CopyAsync(string target, JobOutput output, long? runId, IReadOnlyList<string> paths) =>
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
        var onConflict = output.Mode is LoadMode.Upsert
            ? $" on conflict ({TablePlan.Names(output.Key)}) do update set {string.Join(", ", updates)}"
            : "";
        await ExecuteAsync(
            $"insert into {ResultNames.Table(output.Table)} ({Columns(output)}) select {Columns(output)} from {Staging}{onConflict}");
    }

    private static string Columns(JobOutput output) =>
        TablePlan.Names([.. output.Columns.Select(column => column.Name), ResultNames.RunColumn]);

    private async Task ExecuteAllAsync(IEnumerable<string> statements)
    {
        foreach (var statement in statements)
        {
            await ExecuteAsync(statement);
        }
    }

    private Task<int> ExecuteAsync(string sql, object? parameters = null) => connection.ExecuteAsync(Command(sql, parameters));

    // A load may take as long as its rows do; what bounds it is the lease of its work item.
    private CommandDefinition Command(string sql, object? parameters = null) =>
        new(sql, parameters, transaction, commandTimeout: 0, cancellationToken: cancellationToken);
}
