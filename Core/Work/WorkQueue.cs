using System.Diagnostics;
using System.Text.Json;

using Analytics.Database;

using Microsoft.Extensions.Options;

using Npgsql;

using NpgsqlTypes;

namespace Analytics.Work;

/// <summary>
/// The platform's work queue in PostgreSQL: what puts items in and takes them back. Items run at least once; what they write under
/// their lease is written once (<see cref="WorkLeases"/>).
/// </summary>
public sealed class WorkQueue(NpgsqlDataSource dataSource, WorkNotifier notifier, IOptions<WorkOptions> options)
{
    internal static readonly JsonSerializerOptions PayloadJson = JsonSerializerOptions.Web;

    private static readonly string EnqueueSql = Sql.Of<WorkQueue>("Enqueue");
    private static readonly string EnqueueManySql = Sql.Of<WorkQueue>("EnqueueMany");
    private static readonly string CancelSql = Sql.Of<WorkQueue>("CancelItem");
    private static readonly string ReplayDeadSql = Sql.Of<WorkQueue>("ReplayDead");

    /// <summary>
    /// Puts an item into a queue within the caller's transaction, so that it exists if and only if the caller's other writes do.
    /// Workers are woken as soon as the transaction has committed. Returns the item's id, or null when an unfinished item has the key.
    /// </summary>
    public async Task<long?> EnqueueAsync<T>(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        string queue,
        T payload,
        EnqueueOptions? enqueue,
        CancellationToken cancellationToken)
    {
        enqueue ??= EnqueueOptions.Default;
        await using var command = new NpgsqlCommand(EnqueueSql, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = queue });
        command.Parameters.Add(Json(payload));
        command.Parameters.Add(Text(enqueue.UniqueKey));
        AddCommon(command, enqueue);
        await command.PrepareAsync(cancellationToken);
        if (await command.ExecuteScalarAsync(cancellationToken) is not long id)
        {
            return null;
        }

        notifier.Wake(id);
        return id;
    }

    /// <summary>As the other overload, in a transaction of its own.</summary>
    public async Task<long?> EnqueueAsync<T>(string queue, T payload, EnqueueOptions? enqueue, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await EnqueueAsync(connection, null, queue, payload, enqueue, cancellationToken);
    }

    /// <summary>
    /// Many items of one queue in one statement; what an item does not say of itself, the options say for all. Returns the ids of those
    /// that were put in.
    /// </summary>
    public async Task<IReadOnlyList<long>> EnqueueManyAsync<T>(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        string queue,
        IReadOnlyCollection<NewWorkItem<T>> items,
        EnqueueOptions? enqueue,
        CancellationToken cancellationToken)
    {
        enqueue ??= EnqueueOptions.Default;
        await using var command = new NpgsqlCommand(EnqueueManySql, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = queue });
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = items.Select(item => JsonSerializer.Serialize(item.Payload, PayloadJson)).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
        });
        command.Parameters.Add(Texts(items.Select(item => item.UniqueKey)));
        AddCommon(command, enqueue);
        command.Parameters.Add(Texts(items.Select(item => item.TraceParent)));
        command.Parameters.Add(Texts(items.Select(item => item.BatchKey)));
        var ids = await ReadIdsAsync(command, cancellationToken);
        notifier.Wake(ids);
        return ids;
    }

    /// <summary>Cancels an unfinished item; false when there is none.</summary>
    public static async Task<bool> CancelAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, long id, string reason, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(CancelSql, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reason });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>
    /// Lets dead letters of a queue run again with all their attempts: those named, or all when <paramref name="ids"/> is null. One
    /// whose unique key another item has taken stays dead. Returns the ids of those that will run.
    /// </summary>
    public async Task<IReadOnlyList<long>> ReplayDeadAsync(string queue, IReadOnlyCollection<long>? ids, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await ReplayDeadAsync(connection, null, queue, ids, cancellationToken);
    }

    /// <summary>As the other overload, within the caller's transaction.</summary>
    public async Task<IReadOnlyList<long>> ReplayDeadAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        string queue,
        IReadOnlyCollection<long>? ids,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ReplayDeadSql, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = queue });
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = ids?.ToArray() ?? (object)DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
        });
        var replayed = await ReadIdsAsync(command, cancellationToken);
        notifier.Wake(replayed);
        return replayed;
    }

    private void AddCommon(NpgsqlCommand command, EnqueueOptions enqueue)
    {
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = enqueue.Priority });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = enqueue.MaxAttempts ?? options.Value.MaxAttempts });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = enqueue.Delay });
        command.Parameters.Add(Text(enqueue.TraceParent ?? Activity.Current?.Id));
        command.Parameters.Add(Text(enqueue.BatchKey));
    }

    private static async Task<List<long>> ReadIdsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var ids = new List<long>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetInt64(0));
        }

        return ids;
    }

    private static NpgsqlParameter Texts(IEnumerable<string?> values) =>
        new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter<string> Json<T>(T payload) =>
        new() { TypedValue = JsonSerializer.Serialize(payload, PayloadJson), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
