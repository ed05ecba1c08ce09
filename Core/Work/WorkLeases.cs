using Analytics.Database;

using Npgsql;

namespace Analytics.Work;

/// <summary>
/// What a worker does with items under a lease on the database's clock. Each write after the claim names id, attempt, owner and
/// state, so that a worker that lost its lease changes nothing.
/// </summary>
public sealed class WorkLeases(NpgsqlDataSource dataSource, WorkNotifier notifier)
{
    private static readonly string ClaimSql = Sql.Of<WorkLeases>("Claim");
    private static readonly string ClaimBesideSql = Sql.Of<WorkLeases>("ClaimBeside");
    private static readonly string NextDueSql = Sql.Of<WorkLeases>("NextDue");
    private static readonly string RenewSql = Sql.Of<WorkLeases>("Renew");
    private static readonly string CompleteSql = Sql.Of<WorkLeases>("Complete");
    private static readonly string CompleteManySql = Sql.Of<WorkLeases>("CompleteMany");
    private static readonly string FailSql = Sql.Of<WorkLeases>("Fail");
    private static readonly string ReleaseSql = Sql.Of<WorkLeases>("Release");

    private long _claims;

    /// <summary>Takes up to <paramref name="limit"/> due items, by priority, due time and id.</summary>
    public async Task<IReadOnlyList<WorkItem>> ClaimAsync(
        string queue, string worker, int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        var owner = NewOwner(worker);
        await using var command = await PreparedCommand.OpenAsync(dataSource, ClaimSql, cancellationToken);
        AddClaim(command.Parameters, queue, limit, owner, lease);
        return await ReadAllAsync(command, owner, cancellationToken);
    }

    /// <summary>
    /// Takes up to <paramref name="limit"/> due items more that have the batch key of one that was claimed, and never ran before.
    /// </summary>
    public async Task<IReadOnlyList<WorkItem>> ClaimBesideAsync(
        WorkItem first, string worker, int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        if (first.BatchKey is not { } batch)
        {
            return [];
        }

        var owner = NewOwner(worker);
        await using var command = await PreparedCommand.OpenAsync(dataSource, ClaimBesideSql, cancellationToken);
        AddClaim(command.Parameters, first.Queue, limit, owner, lease);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = batch });
        return await ReadAllAsync(command, owner, cancellationToken);
    }

    /// <summary>How long until the queue's next item is due; null where none waits.</summary>
    public async Task<TimeSpan?> NextDueAsync(string queue, CancellationToken cancellationToken)
    {
        await using var command = await PreparedCommand.OpenAsync(dataSource, NextDueSql, cancellationToken);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = queue });
        return await command.ScalarAsync(cancellationToken) as TimeSpan?;
    }

    /// <summary>Renews leases; returns the ids of the items that are still held.</summary>
    public async Task<IReadOnlySet<long>> RenewAsync(
        IReadOnlyCollection<WorkItem> items, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var command = await PreparedCommand.OpenAsync(dataSource, RenewSql, cancellationToken);
        AddFences(command.Parameters, items);
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = lease });
        await using var reader = await command.ReadAsync(cancellationToken);
        return await ReadIdsAsync(reader, cancellationToken);
    }

    /// <summary>
    /// Finishes the item within the caller's transaction. On <see cref="WorkOutcome.LostLease"/> the caller must roll back: its other
    /// writes are not to be seen.
    /// </summary>
    public static async Task<WorkOutcome> CompleteAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, WorkItem item, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(CompleteSql, connection, transaction);
        AddFence(command.Parameters, item);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1 ? WorkOutcome.Done : WorkOutcome.LostLease;
    }

    /// <summary>
    /// Finishes items within the caller's transaction; returns the ids of those that were still this worker's. What the caller writes for
    /// the others is not to be seen.
    /// </summary>
    public static async Task<IReadOnlySet<long>> CompleteManyAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyCollection<WorkItem> items, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(CompleteManySql, connection, transaction);
        AddFences(command.Parameters, items);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadIdsAsync(reader, cancellationToken);
    }

    /// <summary>As the other overload, in a transaction of its own.</summary>
    public async Task<WorkOutcome> CompleteAsync(WorkItem item, CancellationToken cancellationToken)
    {
        await using var command = await PreparedCommand.OpenAsync(dataSource, CompleteSql, cancellationToken);
        AddFence(command.Parameters, item);
        return await command.ExecuteAsync(cancellationToken) == 1 ? WorkOutcome.Done : WorkOutcome.LostLease;
    }

    /// <summary>
    /// Records a failed attempt: the item is due again after <paramref name="delay"/>, or <see cref="WorkOutcome.Dead"/> when its attempts
    /// are used up or <paramref name="final"/> says that another one is of no use.
    /// </summary>
    public async Task<WorkOutcome> FailAsync(
        WorkItem item, string error, TimeSpan delay, bool final, CancellationToken cancellationToken)
    {
        await using var command = await PreparedCommand.OpenAsync(dataSource, FailSql, cancellationToken);
        AddFence(command.Parameters, item);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = error.Replace('\0', ' ') });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = delay });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = final });
        switch (await command.ScalarAsync(cancellationToken))
        {
            case "dead":
                return WorkOutcome.Dead;
            case "available":
                notifier.Wake(item.Id);
                return WorkOutcome.Done;
            default:
                return WorkOutcome.LostLease;
        }
    }

    /// <summary>Gives the item back, due after <paramref name="delay"/>, without burning the attempt: for stops, and for waits.</summary>
    public async Task<WorkOutcome> ReleaseAsync(WorkItem item, TimeSpan delay, CancellationToken cancellationToken)
    {
        await using var command = await PreparedCommand.OpenAsync(dataSource, ReleaseSql, cancellationToken);
        AddFence(command.Parameters, item);
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = delay });
        if (await command.ExecuteAsync(cancellationToken) == 0)
        {
            return WorkOutcome.LostLease;
        }

        notifier.Wake(item.Id);
        return WorkOutcome.Done;
    }

    private string NewOwner(string worker) => $"{worker}#{Interlocked.Increment(ref _claims)}";

    private static void AddClaim(NpgsqlParameterCollection parameters, string queue, int limit, string owner, TimeSpan lease)
    {
        parameters.Add(new NpgsqlParameter<string> { TypedValue = queue });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = owner });
        parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = lease });
    }

    private static async Task<IReadOnlyList<WorkItem>> ReadAllAsync(
        PreparedCommand command, string owner, CancellationToken cancellationToken)
    {
        var items = new List<WorkItem>();
        await using var reader = await command.ReadAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(Read(reader, owner));
        }

        // An UPDATE answers in no order of its own.
        items.Sort((a, b) => (-a.Priority, a.AvailableAt, a.Id).CompareTo((-b.Priority, b.AvailableAt, b.Id)));
        return items;
    }

    private static void AddFence(NpgsqlParameterCollection parameters, WorkItem item)
    {
        parameters.Add(new NpgsqlParameter<long> { TypedValue = item.Id });
        parameters.Add(new NpgsqlParameter<int> { TypedValue = item.Attempt });
        parameters.Add(new NpgsqlParameter<string> { TypedValue = item.Owner });
    }

    private static void AddFences(NpgsqlParameterCollection parameters, IReadOnlyCollection<WorkItem> items)
    {
        parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. items.Select(item => item.Id)] });
        parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. items.Select(item => item.Attempt)] });
        parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. items.Select(item => item.Owner)] });
    }

    private static async Task<IReadOnlySet<long>> ReadIdsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var ids = new HashSet<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetInt64(0));
        }

        return ids;
    }

    private static WorkItem Read(NpgsqlDataReader reader, string owner) => new()
    {
        Id = reader.GetInt64(0),
        Attempt = reader.GetInt32(1),
        Queue = reader.GetString(2),
        Payload = reader.GetString(3),
        UniqueKey = reader.IsDBNull(4) ? null : reader.GetString(4),
        Priority = reader.GetInt16(5),
        MaxAttempts = reader.GetInt32(6),
        TraceParent = reader.IsDBNull(7) ? null : reader.GetString(7),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(8),
        AvailableAt = reader.GetFieldValue<DateTimeOffset>(9),
        BatchKey = reader.IsDBNull(10) ? null : reader.GetString(10),
        Owner = owner,
    };
}
