using Analytics.Database;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Analytics.Datasets;

/// <summary>"Where is my file?"</summary>
public sealed class RawObjectReads([FromKeyedServices(DatabasePools.Pages)] NpgsqlDataSource database)
{
    /// <summary>Counts go no further than this.</summary>
    public const long MaxCount = 10_000;

    private const int MaxLimit = 1000;

    /// <summary>A page of objects, the last seen first.</summary>
    public async Task<IReadOnlyList<RawObjectSummary>> ListAsync(RawObjectFilter filter, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<RawObjectSummary>(Objects(filter, null, cancellationToken))];
    }

    /// <summary>How many objects a filter leaves, <see cref="MaxCount"/> at most.</summary>
    public async Task<long> CountAsync(RawObjectFilter filter, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleAsync<long>(new CommandDefinition(
            Sql.Of<RawObjectReads>("CountObjects"),
            new { filter.Dataset, states = filter.States?.ToArray(), filter.KeyContains, filter.HasQuarantine, most = MaxCount },
            cancellationToken: cancellationToken));
    }

    /// <summary>One object with its steps and outcomes; null where the ledger has none of that number.</summary>
    public async Task<RawObjectDetail?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (await connection.QuerySingleOrDefaultAsync<RawObjectSummary>(Objects(new(), id, cancellationToken)) is not { } found)
        {
            return null;
        }

        var steps = await connection.QueryAsync<RawObjectStep>(new CommandDefinition(
            Sql.Of<RawObjectReads>("ListSteps"), new { id }, cancellationToken: cancellationToken));
        var ingestions = await connection.QueryAsync<Ingestion>(new CommandDefinition(
            Sql.Of<RawObjectReads>("ListIngestions"), new { id = (long?)null, rawObjectId = id }, cancellationToken: cancellationToken));
        return new RawObjectDetail(found, [.. steps], [.. ingestions]);
    }

    /// <summary>One outcome; null where there is none of that number.</summary>
    public async Task<Ingestion?> FindIngestionAsync(long id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Ingestion>(new CommandDefinition(
            Sql.Of<RawObjectReads>("ListIngestions"), new { id, rawObjectId = (long?)null }, cancellationToken: cancellationToken));
    }

    /// <summary>
    /// How many objects are in each state that people wait for or act upon, <see cref="MaxCount"/> at most; what was loaded, and what
    /// replaced it, is not counted.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, long>> CountsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var counts = await connection.QueryAsync<(string State, long Count)>(new CommandDefinition(
            Sql.Of<RawObjectReads>("CountStates"), new { states = RawObjectStates.Unsettled.ToArray(), most = MaxCount },
            cancellationToken: cancellationToken));
        return counts.ToDictionary(pair => pair.State, pair => pair.Count);
    }

    private static CommandDefinition Objects(RawObjectFilter filter, long? id, CancellationToken cancellationToken) => new(
        Sql.Of<RawObjectReads>("ListObjects").Replace("order by o.id desc", OrderBy(filter.Sort), StringComparison.Ordinal),
        new
        {
            id,
            filter.Dataset,
            states = filter.States?.ToArray(),
            filter.KeyContains,
            filter.BeforeId,
            filter.HasQuarantine,
            limit = Math.Clamp(filter.Limit, 1, MaxLimit),
        },
        cancellationToken: cancellationToken);

    private static string OrderBy(RawObjectSort sort) => sort switch
    {
        RawObjectSort.Oldest => "order by o.id",
        RawObjectSort.Key => "order by o.key, o.id desc",
        RawObjectSort.Largest => "order by o.size_bytes desc, o.id desc",
        _ => "order by o.id desc",
    };
}
