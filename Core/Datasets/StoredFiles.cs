using System.Collections.Concurrent;
using Analytics.Database;
using Analytics.Storage;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Analytics.Datasets;

/// <summary>
/// Compares the processed store with the ledger: a store that was emptied or exchanged, an emulator that keeps nothing for one, holds none
/// of the files that the database names.
/// </summary>
public sealed class StoredFiles(
    NpgsqlDataSource database, [FromKeyedServices(StoreNames.Processed)] IObjectStore processed, TimeProvider time)
{
    private const int PageSize = 1_000;
    private const int AtOnce = 8;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Task<IReadOnlyList<string>>? _last;
    private long _begun;

    /// <summary>The datasets whose oldest or newest file the store lacks, as of a minute ago at most: many who ask cost what one costs.</summary>
    public Task<IReadOnlyList<string>> LackingAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_last is null || (_last.IsCompleted && (!_last.IsCompletedSuccessfully || time.GetElapsedTime(_begun) > Kept)))
            {
                _begun = time.GetTimestamp();
                _last = Task.Run(() => FindLackingAsync(CancellationToken.None), CancellationToken.None);
            }

            return _last.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The same, looked up now.</summary>
    public Task<IReadOnlyList<string>> FindLackingAsync(CancellationToken cancellationToken) =>
        FindLackingAsync([RawObjectStates.Committed, RawObjectStates.Lost], cancellationToken);

    /// <summary>
    /// Marks the committed objects whose files the store lacks as lost, and those as committed again whose files it has again; returns the
    /// datasets with what changed.
    /// </summary>
    public async Task<IReadOnlyList<(string Dataset, int Lost)>> CompareAsync(CancellationToken cancellationToken)
    {
        await RestoreFoundAsync(cancellationToken);
        var changed = new List<(string, int)>();
        foreach (var dataset in await FindLackingAsync([RawObjectStates.Committed], cancellationToken))
        {
            if (await MarkLostAsync(dataset, cancellationToken) is > 0 and var lost)
            {
                changed.Add((dataset, lost));
            }
        }

        return changed;
    }

    private async Task<IReadOnlyList<string>> FindLackingAsync(string[] states, CancellationToken cancellationToken)
    {
        List<(string Dataset, string Key)> outermost;
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            outermost = (await connection.QueryAsync<(string, string)>(new CommandDefinition(
                Sql.Of<StoredFiles>("OutermostFiles"), new { states }, cancellationToken: cancellationToken))).AsList();
        }

        var lacking = new ConcurrentBag<string>();
        await EachAsync(outermost, file => file.Key, file => lacking.Add(file.Dataset), cancellationToken);
        return [.. lacking.Distinct().Order(StringComparer.Ordinal)];
    }

    private async Task<int> MarkLostAsync(string dataset, CancellationToken cancellationToken)
    {
        var lost = 0;
        var after = 0L;
        List<(long Id, string Key)> page;
        do
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            page = (await connection.QueryAsync<(long, string)>(new CommandDefinition(
                Sql.Of<StoredFiles>("CurrentFiles"), new { dataset, after, limit = PageSize }, cancellationToken: cancellationToken)))
                .AsList();
            var gone = new ConcurrentBag<long>();
            await EachAsync(page, file => file.Key, file => gone.Add(file.Id), cancellationToken);
            if (!gone.IsEmpty)
            {
                lost += await connection.QuerySingleAsync<int>(new CommandDefinition(
                    Sql.Of<StoredFiles>("MarkLost"), new { files = gone.ToArray() }, cancellationToken: cancellationToken));
            }

            after = page.Count > 0 ? page[^1].Id : after;
        }
        while (page.Count == PageSize);

        return lost;
    }

    /// <summary>A store that was away and is back has what it had. Looking at a few tells; only then all are looked at.</summary>
    private async Task RestoreFoundAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var ends = (await connection.QueryAsync<(long ObjectId, string Key)>(new CommandDefinition(
            Sql.Of<StoredFiles>("LostEnds"), cancellationToken: cancellationToken))).AsList();
        var gone = new ConcurrentBag<long>();
        await EachAsync(ends, file => file.Key, file => gone.Add(file.ObjectId), cancellationToken);

        // An object of which some files are there, and some are not, is lost all the same.
        if (ends.All(file => gone.Contains(file.ObjectId)))
        {
            return;
        }

        var all = (await connection.QueryAsync<(long Id, string Key)>(new CommandDefinition(
            Sql.Of<StoredFiles>("LostFiles"), cancellationToken: cancellationToken))).AsList();
        gone.Clear();
        await EachAsync(all, file => file.Key, file => gone.Add(file.Id), cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            Sql.Of<StoredFiles>("RestoreFound"), new { found = all.Select(file => file.Id).Except(gone).ToArray() },
            cancellationToken: cancellationToken));
    }

    private Task EachAsync<T>(IEnumerable<T> files, Func<T, string> key, Action<T> lacks, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            files,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (file, stop) =>
            {
                if (await processed.FindAsync(ObjectKey.Parse(key(file)), stop) is null)
                {
                    lacks(file);
                }
            });
}
