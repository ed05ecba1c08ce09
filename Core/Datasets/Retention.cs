using Analytics.Database;
using Analytics.Storage;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Analytics.Datasets;

/// <summary>
/// Removes what a contract keeps no longer. Rows go first and objects after them, so that no row ever names a missing object; what
/// a crash leaves between the two is the sweeper's.
/// </summary>
public sealed class Retention(
    NpgsqlDataSource database,
    [FromKeyedServices(StoreNames.Raw)] IObjectStore raw,
    [FromKeyedServices(StoreNames.Processed)] IObjectStore processed)
{
    private const int PageSize = 500;

    /// <summary>Applies a dataset's rules.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="versions">How many versions are kept, 1 or more; null for all.</param>
    /// <param name="rawAge">How long committed and replaced raw objects are kept; null for ever.</param>
    /// <param name="grace">How long a version stays readable at least, since runs pin versions.</param>
    /// <param name="cancellationToken">Stops between two objects.</param>
    public async Task<RetentionResult> ApplyAsync(
        string dataset, int? versions, TimeSpan? rawAge, TimeSpan grace, CancellationToken cancellationToken)
    {
        var files = versions is { } keep ? await RemoveVersionsAsync(dataset, keep, grace, cancellationToken) : 0;
        var objects = rawAge is { } age ? await RemoveRawAsync(dataset, age, cancellationToken) : 0;
        return new RetentionResult(files, objects);
    }

    private async Task<int> RemoveVersionsAsync(string dataset, int keep, TimeSpan grace, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        List<string> keys;
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
                Sql.Of<Retention>("MoveOldestVersion"), new { dataset, keep, grace }, transaction, cancellationToken: cancellationToken))
                is not { } before)
            {
                return 0;
            }

            keys = [.. await connection.QueryAsync<string>(new CommandDefinition(
                Sql.Of<Retention>("RemoveUnreadableFiles"), new { dataset, before }, transaction, cancellationToken: cancellationToken))];
            await transaction.CommitAsync(cancellationToken);
        }

        foreach (var key in keys)
        {
            await processed.DeleteAsync(ObjectKey.Parse(key), cancellationToken);
        }

        return keys.Count;
    }

    private async Task<int> RemoveRawAsync(string dataset, TimeSpan age, CancellationToken cancellationToken)
    {
        var removed = 0;
        var after = 0L;
        while (true)
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            IReadOnlyList<RawObject> page = [.. await connection.QueryAsync<RawObject>(new CommandDefinition(
                Sql.Of<Retention>("ListExpiredObjects"), new { dataset, age, after, limit = PageSize },
                cancellationToken: cancellationToken))];
            foreach (var item in page)
            {
                after = item.Id;
                removed += await RemoveRawAsync(connection, item, cancellationToken) ? 1 : 0;
            }

            if (page.Count < PageSize)
            {
                return removed;
            }
        }
    }

    private async Task<bool> RemoveRawAsync(NpgsqlConnection connection, RawObject item, CancellationToken cancellationToken)
    {
        // Another object may have the key by now; that one is not this one's to remove.
        var key = ObjectKey.Parse(item.Key);
        var same = await raw.DeleteAsync(key, item.Etag, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            Sql.Of<Retention>("MarkRemoved"),
            new { item.Id, detail = same ? "older than the contract's retention of raw files" : "another file already had its name" },
            cancellationToken: cancellationToken));
        return same;
    }
}
