using Analytics.Database;
using Analytics.Storage;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Analytics.Datasets;

/// <summary>
/// Removes what attempts that died left behind: files of the processed store that nothing names and no unfinished work may
/// still name, and unfinished writes of both stores, once they are old enough.
/// </summary>
public sealed class Sweeper(
    NpgsqlDataSource database,
    [FromKeyedServices(StoreNames.Raw)] IObjectStore raw,
    [FromKeyedServices(StoreNames.Processed)] IObjectStore processed)
{
    private const int BatchSize = 1000;

    /// <summary>Removes what is older than <paramref name="grace"/>; returns how many files.</summary>
    public async Task<int> SweepAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        // Whatever is on its way into a raw bucket comes from a sender, who may take as long as it takes.
        var before = await DatabaseClock.NowAsync(database, cancellationToken) - grace;
        var removed = await raw.AbortStaleWritesAsync(before, static _ => false, cancellationToken)
            + await processed.AbortStaleWritesAsync(before, ProcessedKeys.IsWrittenHere, cancellationToken);
        foreach (var prefix in (string[])[DatasetKeys.Datasets, DatasetKeys.Quarantine])
        {
            removed += await SweepAsync(prefix, before, cancellationToken);
        }

        return removed;
    }

    private async Task<int> SweepAsync(string prefix, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var removed = 0;
        var batch = new List<string>(BatchSize);
        await foreach (var entry in processed.ListAsync(prefix, cancellationToken))
        {
            if (entry.ModifiedAt <= before && DatasetKeys.IsIngested(entry.Key.Value))
            {
                batch.Add(entry.Key.Value);
            }

            if (batch.Count == BatchSize)
            {
                removed += await RemoveUnnamedAsync(batch, cancellationToken);
                batch.Clear();
            }
        }

        return removed + await RemoveUnnamedAsync(batch, cancellationToken);
    }

    private async Task<int> RemoveUnnamedAsync(List<string> keys, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var unnamed = (await connection.QueryAsync<string>(new CommandDefinition(
            Sql.Of<Sweeper>("FindUnnamed"), new { keys = keys.ToArray() }, cancellationToken: cancellationToken))).AsList();
        foreach (var key in unnamed)
        {
            await processed.DeleteAsync(ObjectKey.Parse(key), cancellationToken);
        }

        return unnamed.Count;
    }
}
