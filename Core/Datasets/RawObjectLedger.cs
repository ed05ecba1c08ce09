using System.Globalization;
using System.Runtime.CompilerServices;
using Analytics.Database;
using Analytics.Storage;
using Analytics.Work;
using Dapper;
using Npgsql;

namespace Analytics.Datasets;

/// <summary>What became of each object of the raw store. An object and its work item are recorded in one transaction, once.</summary>
public sealed class RawObjectLedger(NpgsqlDataSource database, WorkQueue queue)
{
    /// <summary>The queue of objects to read; payload <see cref="IngestWork"/>.</summary>
    public const string IngestQueue = "ingest";

    /// <summary>Objects up to this size may be read and committed together with others of their dataset.</summary>
    private const long SmallBytes = 256 * 1024;

    private const int PageSize = 1000;

    /// <summary>
    /// Records objects that contracts claim, no two with one key, all or none. Returns the ids of those that are to be read now, by key;
    /// the others were known already.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, long>> RecordAsync(
        IReadOnlyCollection<SeenObject> seen, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var ids = new Dictionary<string, long>(await RecordNewAsync(connection, transaction, seen, cancellationToken));
        var known = seen.Where(one => !ids.ContainsKey(one.Entry.Key.Value)).ToList();
        if (known.Count > 0)
        {
            var back = (await connection.QueryAsync<string>(new CommandDefinition(Sql.Of<RawObjectLedger>("ReturnObjects"), new
            {
                datasets = known.ConvertAll(one => one.Dataset).ToArray(),
                keys = known.ConvertAll(one => one.Entry.Key.Value).ToArray(),
                etags = known.ConvertAll(one => one.Entry.Etag).ToArray(),
            }, transaction, cancellationToken: cancellationToken))).ToHashSet(StringComparer.Ordinal);
            known.RemoveAll(one => !back.Contains(one.Entry.Key.Value));
        }

        if (known.Count > 0)
        {
            foreach (var (key, id) in await RecordNewAsync(connection, transaction, known, cancellationToken))
            {
                ids[key] = id;
            }
        }

        if (ids.Count > 0)
        {
            var items = seen.Where(one => ids.ContainsKey(one.Entry.Key.Value)).Select(one => ItemOf(one, ids[one.Entry.Key.Value]));
            await queue.EnqueueManyAsync(connection, transaction, IngestQueue, [.. items], null, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return ids;
    }

    /// <summary>Records an object that no contract claims (state unclaimed); false when that was known.</summary>
    public Task<bool> RecordUnclaimedAsync(ObjectEntry entry, SeenBy by, string reason, CancellationToken cancellationToken) =>
        RecordNotTakenAsync(RawObjectStates.Unclaimed, entry.Key.Value, entry, by, reason, cancellationToken);

    /// <summary>Records an object whose name is no file's of its dataset (state ignored); false when that was known.</summary>
    public async Task<bool> RecordIgnoredAsync(ObjectEntry entry, SeenBy by, string reason, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // Whoever finds the first two states of one name at the same moment would each see no row of it.
        await connection.ExecuteAsync(new CommandDefinition(
            "select pg_advisory_xact_lock(hashtextextended(@key, 0))", new { key = entry.Key.Value }, transaction,
            cancellationToken: cancellationToken));
        var id = await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(Sql.Of<RawObjectLedger>("RecordIgnored"), new
        {
            key = entry.Key.Value,
            reason = DatabaseText.Clean(reason),
            entry.Etag,
            entry.Size,
            modifiedAt = entry.ModifiedAt.ToUniversalTime(),
            seenBy = TextOf(by),
        }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return id is not null;
    }

    /// <summary>A name that is no key, as the ledger shows it: control characters escaped, cut where it is too long.</summary>
    public static string ShownName(string name) => DatabaseText.Name(name);

    /// <summary>Records a name that is no key, or that the store does not read (state refused); false when that was known.</summary>
    public Task<bool> RecordRefusedAsync(string name, SeenBy by, string reason, CancellationToken cancellationToken) =>
        RecordNotTakenAsync(RawObjectStates.Refused, ShownName(name), null, by, reason, cancellationToken);

    public async Task<RawObject?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<RawObject>(new CommandDefinition(
            Sql.Of<RawObjectLedger>("FindRawObject"), new { id }, cancellationToken: cancellationToken));
    }

    /// <summary>Moves an object to another state with a step beside it; false when it was in none of <paramref name="from"/>.</summary>
    public async Task<bool> ChangeStateAsync(
        long id, IReadOnlyList<string> from, string state, string? reason, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ChangeStateAsync(connection, null, id, from, state, reason, cancellationToken);
    }

    /// <summary>Ends an unfinished object's reading and its work item together; false when the lease is lost.</summary>
    public async Task<bool> FinishAsync(
        WorkItem item, long id, string state, string reason, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ChangeStateAsync(
            connection, transaction, id, [RawObjectStates.Landed, RawObjectStates.Reading], state, reason, cancellationToken);
        if (await WorkLeases.CompleteAsync(connection, transaction, item, cancellationToken) != WorkOutcome.Done)
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Adds a step to an object's history.</summary>
    public async Task AddStepAsync(long id, string step, string? detail, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into platform.raw_object_step (raw_object_id, step, detail) values (@id, @step, @detail)",
            new { id, step, detail = DatabaseText.Clean(detail) }, cancellationToken: cancellationToken));
    }

    /// <summary>Queues landed objects that no work item is there for; returns how many.</summary>
    public async Task<int> QueueLandedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var ids = (await connection.QueryAsync<long>(new CommandDefinition(
            Sql.Of<RawObjectLedger>("LandedWithoutWork"), cancellationToken: cancellationToken))).AsList();
        return ids.Count == 0 ? 0 : (await queue.EnqueueManyAsync(
            connection, null, IngestQueue, [.. ids.Select(id => new NewWorkItem<IngestWork>(new IngestWork(id), KeyOf(id)))], null,
            cancellationToken)).Count;
    }

    /// <summary>How many steps of an object's history have a detail that begins so.</summary>
    public async Task<int> CountStepsAsync(long id, string detail, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleAsync<int>(new CommandDefinition(
            "select count(*)::int from platform.raw_object_step where raw_object_id = @id and starts_with(detail, @detail)",
            new { id, detail }, cancellationToken: cancellationToken));
    }

    /// <summary>Objects that wait to be read or cannot be taken: those that a listing must find again.</summary>
    public async IAsyncEnumerable<RawObject> WaitingAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = 0L;
        IReadOnlyList<RawObject> page;
        do
        {
            await using (var connection = await database.OpenConnectionAsync(cancellationToken))
            {
                page = [.. await connection.QueryAsync<RawObject>(new CommandDefinition(
                    Sql.Of<RawObjectLedger>("WaitingObjects"), new { after, limit = PageSize }, cancellationToken: cancellationToken))];
            }

            foreach (var item in page)
            {
                after = item.Id;
                yield return item;
            }
        }
        while (page.Count == PageSize);
    }

    /// <summary>
    /// Which of these objects the ledger has not settled: unknown ones, those that were missing, those that are back, and those that were
    /// set aside where <paramref name="standing"/> says something else of their name now.
    /// </summary>
    public async Task<IReadOnlyList<ObjectEntry>> NewAmongAsync(
        IReadOnlyList<ObjectEntry> entries, Func<string, NameStanding> standing, CancellationToken cancellationToken)
    {
        var standings = entries.Select(entry => standing(entry.Key.Value)).ToList();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var positions = await connection.QueryAsync<int>(new CommandDefinition(Sql.Of<RawObjectLedger>("FindNew"), new
        {
            keys = entries.Select(entry => entry.Key.Value).ToArray(),
            etags = entries.Select(entry => entry.Etag).ToArray(),
            states = standings.ConvertAll(name => name.State).ToArray(),
            reasons = standings.ConvertAll(name => DatabaseText.Clean(name.Reason)).ToArray(),
        }, cancellationToken: cancellationToken));
        return [.. positions.Select(position => entries[position])];
    }

    /// <summary>Which of the waiting objects are among these: the store still has them.</summary>
    public async Task<IReadOnlyList<long>> StoredAmongAsync(IReadOnlyList<ObjectEntry> entries, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<long>(new CommandDefinition(Sql.Of<RawObjectLedger>("FindStored"), new
        {
            keys = entries.Select(entry => entry.Key.Value).ToArray(),
            etags = entries.Select(entry => entry.Etag).ToArray(),
        }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Marks what waited under a key as missing; returns how many.</summary>
    public async Task<int> MarkMissingAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var ids = await connection.QueryAsync<long>(new CommandDefinition(
            "select id from platform.raw_object where key = @key and state in ('landed', 'unclaimed', 'ignored')",
            new { key = key.Value }, cancellationToken: cancellationToken));
        return await MarkMissingAsync(ids.AsList(), cancellationToken);
    }

    /// <summary>Fails objects whose work was moved to the dead letters though nothing wrote why; returns how many.</summary>
    public async Task<int> FailAbandonedAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            Sql.Of<RawObjectLedger>("FailAbandoned"), cancellationToken: cancellationToken));
    }

    /// <summary>Marks objects that are gone before they were read; returns how many.</summary>
    public async Task<int> MarkMissingAsync(IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            Sql.Of<RawObjectLedger>("MarkMissing"), new { ids = ids.ToArray() }, cancellationToken: cancellationToken));
    }

    internal static string KeyOf(long rawObjectId) => rawObjectId.ToString(CultureInfo.InvariantCulture);

    internal static Task<bool> ChangeStateAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, long id, IReadOnlyList<string> from, string state, string? reason,
        CancellationToken cancellationToken) =>
        connection.QuerySingleAsync<bool>(new CommandDefinition(
            Sql.Of<RawObjectLedger>("ChangeState"),
            new { id, from = from.ToArray(), state, step = state, reason = DatabaseText.Clean(reason) },
            transaction, cancellationToken: cancellationToken));

    private static NewWorkItem<IngestWork> ItemOf(SeenObject seen, long id) => new(
        new IngestWork(id), KeyOf(id), seen.Entry.Size <= SmallBytes ? seen.Dataset : null, seen.TraceParent);

    private static async Task<Dictionary<string, long>> RecordNewAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyCollection<SeenObject> seen,
        CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<(string Key, long Id)>(new CommandDefinition(Sql.Of<RawObjectLedger>("RecordObjects"), new
        {
            datasets = seen.Select(one => one.Dataset).ToArray(),
            keys = seen.Select(one => one.Entry.Key.Value).ToArray(),
            etags = seen.Select(one => one.Entry.Etag).ToArray(),
            sizes = seen.Select(one => one.Entry.Size).ToArray(),
            modified = seen.Select(one => one.Entry.ModifiedAt.ToUniversalTime()).ToArray(),
            seenBy = seen.Select(one => TextOf(one.By)).ToArray(),
            traces = seen.Select(one => one.TraceParent).ToArray(),
        }, transaction, cancellationToken: cancellationToken));
        return rows.ToDictionary(row => row.Key, row => row.Id, StringComparer.Ordinal);
    }

    private static string TextOf(SeenBy by) => by.ToString().ToLowerInvariant();

    private async Task<bool> RecordNotTakenAsync(
        string state, string key, ObjectEntry? entry, SeenBy by, string reason, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(Sql.Of<RawObjectLedger>("RecordNotTaken"), new
        {
            state,
            key,
            reason = DatabaseText.Clean(reason),
            etag = entry?.Etag ?? "",
            size = entry?.Size ?? 0,
            modifiedAt = entry?.ModifiedAt.ToUniversalTime(),
            seenBy = TextOf(by),
        }, cancellationToken: cancellationToken)) is not null;
    }
}
