using Analytics.Fixtures;

namespace Analytics.Work.Tests;

public sealed class WorkLeasesTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryWrite_LeaseLostToAnotherWorker_ChangesNothing()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        var late = await ClaimNewAsync(queue);
        await queue.ExpireAsync(late.Id);
        Assert.Equal(1, await queue.Maintenance.RescueOnceAsync(Token));
        var current = Assert.Single(await queue.Leases.ClaimAsync("test", "me", 1, Lease, Token));

        Assert.Equal(WorkOutcome.LostLease, await queue.Leases.CompleteAsync(late, Token));
        Assert.Equal(WorkOutcome.LostLease, await queue.Leases.FailAsync(late, "late", TimeSpan.Zero, final: true, Token));
        Assert.Equal(WorkOutcome.LostLease, await queue.Leases.ReleaseAsync(late, TimeSpan.Zero, Token));
        Assert.Empty(await queue.Leases.RenewAsync([late], Lease, Token));

        Assert.Equal(2, current.Attempt);
        Assert.Equal([current.Id], await queue.Leases.RenewAsync([current], Lease, Token));
        Assert.Equal(WorkOutcome.Done, await queue.Leases.CompleteAsync(current, Token));
        Assert.Equal(WorkOutcome.LostLease, await queue.Leases.CompleteAsync(current, Token));
    }

    [Fact]
    public async Task CompleteAsync_ReleasedAndClaimedAgainByTheSameWorker_IsFencedThoughTheAttemptIsTheSame()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        var first = await ClaimNewAsync(queue);
        Assert.Equal(WorkOutcome.Done, await queue.Leases.ReleaseAsync(first, TimeSpan.Zero, Token));
        var second = Assert.Single(await queue.Leases.ClaimAsync("test", "me", 1, Lease, Token));

        Assert.Equal(first.Attempt, second.Attempt);
        Assert.Equal(WorkOutcome.LostLease, await queue.Leases.CompleteAsync(first, Token));
        Assert.Equal("running", await queue.StateAsync(second.Id));
    }

    [Fact]
    public async Task CompleteAsync_CallersTransactionRolledBack_LeavesTheItemRunning()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        var item = await ClaimNewAsync(queue);
        await using var connection = await queue.Database.DataSource.OpenConnectionAsync(Token);
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            Assert.Equal(WorkOutcome.Done, await WorkLeases.CompleteAsync(connection, transaction, item, Token));
        }

        Assert.Equal("running", await queue.StateAsync(item.Id));
    }

    [Fact]
    public async Task RescueOnceAsync_LeaseOfItemThatKillsItsWorkers_EndsWithTheDeadLetters()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        var id = await queue.Queue.EnqueueAsync("test", 1, new EnqueueOptions { MaxAttempts = 3 }, Token) ?? 0;
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Equal(attempt, Assert.Single(await queue.Leases.ClaimAsync("test", "me", 1, Lease, Token)).Attempt);
            await queue.ExpireAsync(id);
            Assert.Equal(1, await queue.Maintenance.RescueOnceAsync(Token));
        }

        Assert.Equal("dead", await queue.StateAsync(id));
        Assert.Contains(
            "stopped renewing its lease",
            await queue.Database.ScalarAsync<string>("select last_error from platform.work_item where id = $1", id),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task RescueOnceAsync_LeaseThatHolds_IsLeftAlone()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        await ClaimNewAsync(queue);

        Assert.Equal(0, await queue.Maintenance.RescueOnceAsync(Token));
    }

    [Fact]
    public async Task CleanOnceAsync_FinishedItems_AreKeptForTheirTime()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        foreach (var (state, days) in new[] { ("done", 8), ("done", 6), ("cancelled", 8), ("dead", 89), ("dead", 91) })
        {
            await queue.Database.ExecuteAsync(
                """
                insert into platform.work_item (queue, payload, state, max_attempts, finished_at)
                values ($1, '1', $2, 1, now() - make_interval(days => $3))
                """,
                $"{state} {days}", state, days);
        }

        Assert.Equal(3, await queue.Maintenance.CleanOnceAsync(Token));

        Assert.Equal(
            "dead 89, done 6",
            await queue.Database.ScalarAsync<string>("select string_agg(queue, ', ' order by queue) from platform.work_item"));
    }

    private static async Task<WorkItem> ClaimNewAsync(QueueUnderTest queue)
    {
        await queue.Queue.EnqueueAsync("test", 1, null, Token);
        return Assert.Single(await queue.Leases.ClaimAsync("test", "me", 1, Lease, Token));
    }
}
