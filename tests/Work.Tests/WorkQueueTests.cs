using System.Diagnostics;

using Analytics.Fixtures;

namespace Analytics.Work.Tests;

public sealed class WorkQueueTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnqueueAsync_TransactionRolledBack_LeavesNoItem()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        await using var connection = await queue.Database.DataSource.OpenConnectionAsync(Token);
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            Assert.NotNull(await queue.Queue.EnqueueAsync(connection, transaction, "test", "x", null, Token));
        }

        Assert.Empty(await queue.Leases.ClaimAsync("test", "me", 1, Lease, Token));
    }

    [Fact]
    public async Task EnqueueAsync_KeyOfUnfinishedItem_IsLeftOut()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        var keyed = new EnqueueOptions { UniqueKey = "k" };

        Assert.NotNull(await queue.Queue.EnqueueAsync("test", 1, keyed, Token));
        Assert.Null(await queue.Queue.EnqueueAsync("test", 2, keyed, Token));
        Assert.NotNull(await queue.Queue.EnqueueAsync("other", 3, keyed, Token));
        var item = Assert.Single(await queue.Leases.ClaimAsync("test", "me", 5, Lease, Token));
        Assert.Null(await queue.Queue.EnqueueAsync("test", 4, keyed, Token));
        await queue.Leases.CompleteAsync(item, Token);
        Assert.NotNull(await queue.Queue.EnqueueAsync("test", 5, keyed, Token));
    }

    [Fact]
    public async Task ClaimAsync_ItemsOfSeveralPriorities_GoByPriorityThenDueTimeThenId()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        await queue.Queue.EnqueueAsync("test", "normal 1", null, Token);
        await queue.Queue.EnqueueAsync("test", "later", new EnqueueOptions { Delay = TimeSpan.FromHours(1), Priority = 9 }, Token);
        await queue.Queue.EnqueueAsync("test", "normal 2", null, Token);
        await queue.Queue.EnqueueAsync("test", "urgent", new EnqueueOptions { Priority = 5 }, Token);
        await queue.Queue.EnqueueAsync("test", "idle", new EnqueueOptions { Priority = -5 }, Token);

        var first = await queue.Leases.ClaimAsync("test", "me", 2, Lease, Token);
        var rest = await queue.Leases.ClaimAsync("test", "me", 10, Lease, Token);

        Assert.Equal(["urgent", "normal 1", "normal 2", "idle"], first.Concat(rest).Select(item => item.Read<string>()));
        var due = await queue.Leases.NextDueAsync("test", Token);
        Assert.InRange(due ?? default, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
    }

    [Fact]
    public async Task EnqueueManyAsync_SomeKeysTaken_PutsInTheOthersInOrder()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        await queue.Queue.EnqueueAsync("test", "first", new EnqueueOptions { UniqueKey = "b" }, Token);
        await using var connection = await queue.Database.DataSource.OpenConnectionAsync(Token);

        var ids = await queue.Queue.EnqueueManyAsync(
            connection, null, "test", [new("a", "a"), new("b", "b"), new("none"), new NewWorkItem<string>("again", "a")], null, Token);

        Assert.Equal(2, ids.Count);
        var items = await queue.Leases.ClaimAsync("test", "me", 10, Lease, Token);
        Assert.Equal(["first", "a", "none"], items.Select(item => item.Read<string>()));
    }

    [Fact]
    public async Task EnqueueAsync_WithinAnActivity_CarriesItsTraceContext()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        using var activity = new Activity("upload").SetIdFormat(ActivityIdFormat.W3C).Start();

        await queue.Queue.EnqueueAsync("test", 1, null, Token);

        Assert.Equal(activity.Id, Assert.Single(await queue.Leases.ClaimAsync("test", "me", 1, Lease, Token)).TraceParent);
    }

    [Fact]
    public async Task CancelAsync_RunningItem_TakesItFromItsWorker()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        var id = await queue.Queue.EnqueueAsync("test", 1, null, Token);
        var item = Assert.Single(await queue.Leases.ClaimAsync("test", "me", 1, Lease, Token));
        await using var connection = await queue.Database.DataSource.OpenConnectionAsync(Token);

        Assert.True(await WorkQueue.CancelAsync(connection, null, item.Id, "not needed", Token));

        Assert.Equal(id, item.Id);
        Assert.Equal(WorkOutcome.LostLease, await queue.Leases.CompleteAsync(item, Token));
        Assert.Empty(await queue.Leases.RenewAsync([item], Lease, Token));
        Assert.False(await WorkQueue.CancelAsync(connection, null, item.Id, "again", Token));
        Assert.Equal("cancelled", await queue.StateAsync(item.Id));
    }

    [Fact]
    public async Task ReplayDeadAsync_DeadLetters_RunAgainWithAllAttempts()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        var dead = await DieAsync(queue, new EnqueueOptions());
        var keyed = await DieAsync(queue, new EnqueueOptions { UniqueKey = "k" });
        var taken = await queue.Queue.EnqueueAsync("test", "new", new EnqueueOptions { UniqueKey = "k" }, Token);

        var replayed = await queue.Queue.ReplayDeadAsync("test", null, Token);

        Assert.Equal([dead.Id], replayed);
        Assert.Equal("dead", await queue.StateAsync(keyed.Id));
        var items = await queue.Leases.ClaimAsync("test", "me", 10, Lease, Token);
        Assert.Equal([dead.Id, taken ?? 0], items.Select(item => item.Id).Order());
        Assert.All(items, item => Assert.Equal(1, item.Attempt));
    }

    [Fact]
    public async Task ReplayDeadAsync_TwoDeadLettersOfOneKey_RunsTheNewestOnly()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        await DieAsync(queue, new EnqueueOptions { UniqueKey = "k" });
        var newest = await DieAsync(queue, new EnqueueOptions { UniqueKey = "k" });

        Assert.Equal([newest.Id], await queue.Queue.ReplayDeadAsync("test", null, Token));
    }

    [Fact]
    public async Task FailAsync_LastAttempt_KeepsErrorAttemptsAndPayload()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        await queue.Queue.EnqueueAsync("test", "payload", new EnqueueOptions { MaxAttempts = 2 }, Token);

        var first = Assert.Single(await queue.Leases.ClaimAsync("test", "me", 1, Lease, Token));
        Assert.Equal(WorkOutcome.Done, await queue.Leases.FailAsync(first, "first\0error", TimeSpan.Zero, final: false, Token));
        var second = Assert.Single(await queue.Leases.ClaimAsync("test", "me", 1, Lease, Token));
        Assert.Equal(WorkOutcome.Dead, await queue.Leases.FailAsync(second, "second error", TimeSpan.Zero, final: false, Token));

        Assert.True(second.IsLastAttempt);
        Assert.Equal(
            "dead|2|\"payload\"|second error",
            await queue.Database.ScalarAsync<string>(
                "select concat_ws('|', state, attempt, payload, last_error) from platform.work_item where id = $1", second.Id));
    }

    private static async Task<WorkItem> DieAsync(QueueUnderTest queue, EnqueueOptions enqueue)
    {
        await queue.Queue.EnqueueAsync("test", "dead", enqueue, Token);
        var item = Assert.Single(await queue.Leases.ClaimAsync("test", "me", 1, Lease, Token));
        Assert.Equal(WorkOutcome.Dead, await queue.Leases.FailAsync(item, "broken", TimeSpan.Zero, final: true, Token));
        return item;
    }
}
