using System.Globalization;

using Analytics.Database;
using Analytics.Storage;

using Dapper;

using Microsoft.Extensions.DependencyInjection;

using Npgsql;

namespace Analytics.Runs;

/// <summary>Removes runs that are kept no longer, with their logs, and the files under <c>results/</c> that no run names.</summary>
public sealed class RunRetention(
    NpgsqlDataSource database, [FromKeyedServices(StoreNames.Processed)] IObjectStore store)
{
    private const string Outputs = "results/";
    private const int BatchSize = 1000;

    /// <summary>
    /// Removes runs that ended longer ago than <paramref name="keep"/>, but none that a result table or its next rollback needs;
    /// returns how many. Their outputs are then named by nothing.
    /// </summary>
    public async Task<int> RemoveOldAsync(TimeSpan keep, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (total, removed) = (0, 0);
        do
        {
            removed = await connection.ExecuteAsync(new CommandDefinition(
                Sql.Of<RunRetention>("RemoveOldRuns"), new { keep, limit = BatchSize }, cancellationToken: cancellationToken));
            total += removed;
        }
        while (removed == BatchSize);

        return total;
    }

    /// <summary>Removes outputs older than <paramref name="grace"/> that no run names, unless their run goes on; returns how many.</summary>
    public async Task<int> SweepAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        var removed = 0;
        var before = await DatabaseClock.NowAsync(database, cancellationToken) - grace;
        var batch = new List<(string Key, long Run)>(BatchSize);
        await foreach (var entry in store.ListAsync(Outputs, cancellationToken))
        {
            // results/<job>/<run>/…; whatever else lies there is not the platform's to remove.
            if (entry.ModifiedAt <= before && entry.Key.Value.Split('/') is [_, _, var run, _, ..]
                && long.TryParse(run, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                batch.Add((entry.Key.Value, id));
            }

            if (batch.Count == BatchSize)
            {
                removed += await RemoveUnnamedAsync(batch, cancellationToken);
                batch.Clear();
            }
        }

        return removed + await RemoveUnnamedAsync(batch, cancellationToken);
    }

    private async Task<int> RemoveUnnamedAsync(List<(string Key, long Run)> files, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var unnamed = (await connection.QueryAsync<string>(new CommandDefinition(
            Sql.Of<RunRetention>("FindUnnamedOutputs"),
            new { keys = files.Select(file => file.Key).ToArray(), runs = files.Select(file => file.Run).ToArray() },
            cancellationToken: cancellationToken))).AsList();
        foreach (var key in unnamed)
        {
            await store.DeleteAsync(ObjectKey.Parse(key), cancellationToken);
        }

        return unnamed.Count;
    }
}
