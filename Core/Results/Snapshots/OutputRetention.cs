using Analytics.Database;
using Analytics.Storage;

using Dapper;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

using Npgsql;

namespace Analytics.Results.Snapshots;

/// <summary>
/// Removes outputs of runs whose rows stand, once they are kept no longer: those of <c>append</c>, which no rollback needs, and those of
/// <c>upsert</c> after they were folded into a snapshot. The runs stay, since rows name them. The database forgets an output first; its
/// files, if a crash leaves them, are those of no run and go with such.
/// </summary>
public sealed class OutputRetention(
    NpgsqlDataSource database, [FromKeyedServices(StoreNames.Processed)] IObjectStore store, TimeProvider time,
    ILogger<OutputRetention> logger)
{
    private const int BatchSize = 1000;

    /// <summary>Removes outputs of loads longer ago than <paramref name="keep"/>; returns how many files.</summary>
    /// <param name="keep">How long outputs are kept.</param>
    /// <param name="scratch">A folder for copies and for snapshots before they are in the store.</param>
    /// <param name="cancellationToken">Stops; what was begun with a table is undone.</param>
    public async Task<int> RemoveOldAsync(TimeSpan keep, string scratch, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var table in await TablesAsync(keep, cancellationToken))
        {
            if (table.IsUpserted)
            {
                var fold = new OutputFold(database, store, time, table.Name, scratch, cancellationToken);
                var (keys, fault) = await fold.FoldAsync(keep);
                removed += await DeleteAsync(keys, cancellationToken);
                if (fault is not null)
                {
                    logger.NotFolded(table.Name, fault);
                }
            }
            else
            {
                removed += await RemoveAppendedAsync(table.Name, keep, cancellationToken);
            }
        }

        return removed + await DeleteAsync(await ForgetSnapshotsAsync(keep, cancellationToken), cancellationToken);
    }

    private async Task<IReadOnlyList<string>> ForgetSnapshotsAsync(TimeSpan keep, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. (await connection.QueryAsync<string[]>(new CommandDefinition(
            Sql.Of<OutputRetention>("ForgetSnapshots"), new { keep }, cancellationToken: cancellationToken))).SelectMany(keys => keys)];
    }

    private async Task<IReadOnlyList<TableRow>> TablesAsync(TimeSpan keep, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<TableRow>(new CommandDefinition(
            Sql.Of<OutputRetention>("TablesToTidy"), new { keep }, cancellationToken: cancellationToken))];
    }

    private async Task<int> RemoveAppendedAsync(string table, TimeSpan keep, CancellationToken cancellationToken)
    {
        var (total, loads) = (0, BatchSize);
        while (loads == BatchSize)
        {
            IReadOnlyList<string> keys;
            (loads, keys) = await ForgetAppendedAsync(table, keep, cancellationToken);
            total += await DeleteAsync(keys, cancellationToken);
        }

        return total;
    }

    private async Task<(int Loads, IReadOnlyList<string> Keys)> ForgetAppendedAsync(
        string table, TimeSpan keep, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // A run that upserts or replaces looks whether outputs were removed, and then keeps the table: it sees all of this or nothing.
        await new ResultWriter(connection, transaction, time, cancellationToken).LockAsync(table);
        IReadOnlyList<string[]> outputs = [.. await connection.QueryAsync<string[]>(new CommandDefinition(
            Sql.Of<OutputRetention>("ForgetAppended"), new { table, keep, limit = BatchSize }, transaction,
            cancellationToken: cancellationToken))];
        await transaction.CommitAsync(cancellationToken);
        return (outputs.Count, [.. outputs.SelectMany(keys => keys)]);
    }

    private async Task<int> DeleteAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            await store.DeleteAsync(ObjectKey.Parse(key), cancellationToken);
        }

        return keys.Count;
    }

    private sealed record TableRow(string Name, bool IsUpserted);
}
