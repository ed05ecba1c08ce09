using System.Collections.Concurrent;
using Analytics.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Work.Tests;

public sealed class WorkBatchTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ClaimBeside_OnlyItemsOfTheKeyThatAreDueAndNeverRan_AreTaken()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        var first = await EnqueueAsync(queue, "a");
        var second = await EnqueueAsync(queue, "a");
        var ranBefore = await EnqueueAsync(queue, "a");
        await queue.Database.ExecuteAsync($"update platform.work_item set attempt = 1 where id = {ranBefore}");
        await EnqueueAsync(queue, "b");
        await EnqueueAsync(queue, null);
        await EnqueueAsync(queue, "a", TimeSpan.FromHours(1));
        var claimed = Assert.Single(await queue.Leases.ClaimAsync("test", "me", 1, Lease, Token));
        Assert.Equal((first, "a"), (claimed.Id, claimed.BatchKey));

        var beside = await queue.Leases.ClaimBesideAsync(claimed, "me", 10, Lease, Token);

        var item = Assert.Single(beside);
        Assert.Equal((second, 1), (item.Id, item.Attempt));
        Assert.Empty(await queue.Leases.ClaimBesideAsync(claimed with { BatchKey = null }, "me", 10, Lease, Token));
    }

    [Fact]
    public async Task Worker_ItemsOfOneKey_AreHandedOutTogetherUpToTheBatchSize()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var handled = new ConcurrentBag<WorkItem>();
        var gate = new TaskCompletionSource();
        await FillAsync(database, 10, "a");
        await FillAsync(database, 1, null);
        await using var host = await WorkHost.StartAsync(database, services =>
        {
            services.AddSingleton(new Script(async (item, _) =>
            {
                handled.Add(item);
                await gate.Task;
                return WorkResult.Done;
            }));
            services.AddWorker<ScriptedHandler>("test", worker => worker.BatchSize = 4);
        });

        // One batch takes the one place that there is.
        await Eventually.TrueAsync(() => handled.Count == 4);
        Assert.Equal(7, await database.ScalarAsync<long>("select count(*) from platform.work_item where state = 'available'"));
        gate.SetResult();
        await Eventually.TrueAsync(async () =>
            await database.ScalarAsync<long>("select count(*) from platform.work_item where state = 'done'") == 11);

        Assert.Equal([4, 4, 2], handled.Where(item => item.Batch is not null)
            .GroupBy(item => item.Batch).Select(batch => batch.Count()).OrderDescending());
        Assert.All(handled.Where(item => item.Batch is not null).GroupBy(item => item.Batch), batch => Assert.Equal(batch.Key?.Size, batch.Count()));
        Assert.Null(Assert.Single(handled, item => item.BatchKey is null).Batch);
    }

    [Fact]
    public async Task Worker_ItemOfABatchFails_RunsAloneAgain()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var handled = new ConcurrentQueue<WorkItem>();
        await FillAsync(database, 2, "a");
        await using var host = await WorkHost.StartAsync(database, services =>
        {
            services.AddSingleton(new Script((item, _) =>
            {
                handled.Enqueue(item);
                return Task.FromResult(item.Attempt == 1 ? WorkResult.Fail("no") : WorkResult.Done);
            }));
            services.AddWorker<ScriptedHandler>("test", worker => worker.BatchSize = 4);
        });
        await Eventually.TrueAsync(async () =>
            await database.ScalarAsync<long>("select count(*) from platform.work_item where state = 'done'") == 2);

        Assert.All(handled, item => Assert.Equal(item.Attempt == 1, item.Batch is not null));
    }

    private static Task<int> FillAsync(TestDatabase database, int items, string? batchKey) => database.ExecuteAsync(
        """
        insert into platform.work_item (queue, payload, max_attempts, batch_key)
        select 'test', '{}', 5, $2 from generate_series(1, $1)
        """,
        items, batchKey ?? (object)DBNull.Value);

    private static async Task<long> EnqueueAsync(QueueUnderTest queue, string? batchKey, TimeSpan delay = default) =>
        (await queue.Queue.EnqueueAsync("test", new { }, new EnqueueOptions { BatchKey = batchKey, Delay = delay }, Token)).GetValueOrDefault();
}
