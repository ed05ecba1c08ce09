using System.Globalization;

using Analytics.Catalogue.Jobs;
using Analytics.Database;
using Analytics.Runs;
using Analytics.Storage;

using Dapper;

using Npgsql;

namespace Analytics.Results.Snapshots;

/// <summary>
/// Writes a table's rows to the processed store and names the file in place of the outputs that they came from. The file is there before
/// the transaction that names it ends; one that no transaction came to name is the sweeper's.
/// </summary>
internal sealed class SnapshotTaker(
    NpgsqlConnection connection, NpgsqlTransaction transaction, ResultWriter writer, IObjectStore store, string scratch,
    CancellationToken cancellationToken)
{
    /// <summary>
    /// Keeps the table as it is where a run is about to change rows that no output could bring back: those of runs that appended, whose
    /// outputs retention has removed.
    /// </summary>
    /// <param name="table">The result table.</param>
    /// <param name="runId">The run, whose load is recorded already.</param>
    public async Task TakeBeforeAsync(string table, long runId)
    {
        await writer.LockAsync(table);
        var newest = await connection.QuerySingleOrDefaultAsync<NewestLoad>(Command("LoadBeforeGap", new { table, runId }));
        if (newest is not null && await WriteAsync(table, newest.Job, newest.RunId) is { } content)
        {
            await NameAsync(table, newest.RunId, newest.LoadedAt, content);
        }
    }

    /// <summary>Writes the rows of a table; null where it has a column that no job can have declared.</summary>
    /// <param name="source">The table.</param>
    /// <param name="job">The job of the newest run in it.</param>
    /// <param name="runId">That run: the file lies beside its output.</param>
    public async Task<SnapshotContent?> WriteAsync(string source, string job, long runId)
    {
        var (shape, key) = await writer.ShapeAsync(source);
        var columns = new List<JobColumn>();
        foreach (var column in shape.Where(column => column.Name != ResultNames.RunColumn))
        {
            if (ResultTypes.Declared(column.Type) is not { } type)
            {
                return null;
            }

            columns.Add(new JobColumn(column.Name, type, Required: !column.Nullable));
        }

        var name = $"snapshot-{Guid.NewGuid():N}.parquet";
        var path = Path.Combine(scratch, name);
        var rows = await SnapshotFile.WriteAsync(connection, source, columns, path, cancellationToken);
        var bytes = new FileInfo(path).Length;
        var at = string.Create(CultureInfo.InvariantCulture, $"results/{job}/{runId}/{name}");
        await store.PutFileAsync(ObjectKey.Parse(at), path, PutCondition.IfAbsent, cancellationToken);
        File.Delete(path);
        return new SnapshotContent(columns, key?.Columns ?? [], rows, bytes, [at]);
    }

    /// <summary>
    /// Names the snapshot in place of the table's outputs up to a load; returns their keys, which nothing names any longer.
    /// </summary>
    public async Task<IReadOnlyList<string>> NameAsync(string table, long runId, DateTime loadedAt, SnapshotContent content)
    {
        await connection.ExecuteAsync(Command("StoreSnapshot", new { table, runId, loadedAt, content = RunJson.Write(content) }));
        return [.. await connection.QueryAsync<string>(Command("ForgetFolded", new { table, loadedAt }))];
    }

    private CommandDefinition Command(string sql, object parameters) =>
        new(Sql.Of<SnapshotTaker>(sql), parameters, transaction, commandTimeout: 0, cancellationToken: cancellationToken);

    private sealed record NewestLoad(long RunId, string Job, DateTime LoadedAt);
}
