using Analytics.Fixtures;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Analytics.Work.Tests;

public sealed class LeaseKeeperTests(PostgresFixture postgres)
{
    private static readonly WorkOptions Settings = new()
    {
        Lease = TimeSpan.FromSeconds(30),
        RenewInterval = TimeSpan.FromMilliseconds(100),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Renew_CallbackThrows_OthersKeepTheirLeases()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        await using var keeper = new LeaseKeeper(
            queue.Leases, Options.Create(Settings), TimeProvider.System, NullLogger<LeaseKeeper>.Instance);
        var items = await ClaimTwoAsync(queue);
        using var lost = keeper.Hold(items[0], TimeProvider.System.GetTimestamp());
        using var held = keeper.Hold(items[1], TimeProvider.System.GetTimestamp());
        var told = new TaskCompletionSource();
        await using var callback = lost.Lost.Register(() =>
        {
            told.SetResult();
            throw new InvalidOperationException("A handler at fault.");
        });

        await queue.Database.ExecuteAsync("update platform.work_item set lease_owner = 'another' where id = $1", items[0].Id);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);

        var until = await UntilAsync();
        await Eventually.TrueAsync(async () => await UntilAsync() > until);
        Assert.False(held.Lost.IsCancellationRequested);

        Task<DateTime> UntilAsync() =>
            queue.Database.ScalarAsync<DateTime>("select lease_until from platform.work_item where id = $1", items[1].Id);
    }

    [Fact]
    public async Task Renew_WhileTheItemsOwnCommitIsUnderWay_DoesNotLoseIt()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        await using var keeper = new LeaseKeeper(
            queue.Leases, Options.Create(Settings), TimeProvider.System, NullLogger<LeaseKeeper>.Instance);
        var items = await ClaimTwoAsync(queue);
        using var done = keeper.Hold(items[0], TimeProvider.System.GetTimestamp());
        using var other = keeper.Hold(items[1], TimeProvider.System.GetTimestamp());

        // Until its handler has heard of the commit, the item is held here.
        await using (var connection = await queue.Database.DataSource.OpenConnectionAsync(Token))
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            Assert.Contains(items[0].Id, await WorkLeases.CompleteManyAsync(connection, transaction, [items[0]], Token));
            await Eventually.TrueAsync(async () => await queue.Database.ScalarAsync<bool>(
                "select exists (select from pg_stat_activity where wait_event_type = 'Lock' and query like '%lease_until%')"));
            await transaction.CommitAsync(Token);
        }

        var renewed = other.RenewedAt;
        await Eventually.TrueAsync(() => other.RenewedAt > renewed);
        renewed = other.RenewedAt;
        await Eventually.TrueAsync(() => other.RenewedAt > renewed);
        Assert.False(done.Lost.IsCancellationRequested);
    }

    private static async Task<IReadOnlyList<WorkItem>> ClaimTwoAsync(QueueUnderTest queue)
    {
        await queue.Queue.EnqueueAsync("test", 1, null, Token);
        await queue.Queue.EnqueueAsync("test", 2, null, Token);
        return await queue.Leases.ClaimAsync("test", "me", 2, Settings.Lease, Token);
    }
}
