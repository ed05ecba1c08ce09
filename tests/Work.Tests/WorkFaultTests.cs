using Analytics.Fixtures;
using Analytics.TestWorker;

namespace Analytics.Work.Tests;

/// <summary>Workers that are killed or frozen: every item has one visible result, whoever wrote it.</summary>
public sealed class WorkFaultTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WorkerKilledMidJob_ItemRunsAgainWithOneVisibleResult()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        await CreateResultsAsync(queue);
        var id = await queue.Queue.EnqueueAsync("test", new ResultJob(60_000), null, Token);
        await using (var doomed = StartWorker(queue))
        {
            await doomed.WaitForAsync($"started {id} attempt 1");
            await doomed.SignalAsync("KILL");
            await doomed.WaitForExitAsync();
        }

        await queue.Database.ExecuteAsync("update platform.work_item set payload = '{\"holdMilliseconds\": 0}'");
        await using var second = StartWorker(queue);
        await second.WaitForAsync($"started {id} attempt 2");
        await second.WaitForAsync($"finished {id} Done");

        await AssertOneResultEachAsync(queue, 1);
    }

    [Fact]
    public async Task WorkersKilledAtRandomPoints_EveryItemHasOneVisibleResult()
    {
        const int Items = 40;
        const int Kills = 4;
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        await CreateResultsAsync(queue);
        await using var connection = await queue.Database.DataSource.OpenConnectionAsync(Token);
        await queue.Queue.EnqueueManyAsync(
            connection,
            null,
            "test",
            [.. Enumerable.Range(0, Items).Select(_ => new NewWorkItem<ResultJob>(new ResultJob(15)))],
            new EnqueueOptions { MaxAttempts = Kills + 1 },
            Token);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        for (var kill = 0; kill < Kills; kill++)
        {
            // At each kill the worker is somewhere between the claim of an item and the commit of its result.
            await using var worker = StartWorker(queue);
            await worker.WaitForAsync("started");
            await RandomMoment.PassAsync(random, TimeSpan.FromMilliseconds(80));
            await worker.SignalAsync("KILL");
            await worker.WaitForExitAsync();
        }

        await using var last = StartWorker(queue);
        await Eventually.TrueAsync(async () => await FinishedAsync(queue) == Items, TimeSpan.FromSeconds(60));
        await AssertOneResultEachAsync(queue, Items);
    }

    [Fact]
    public async Task WorkerFrozenForTwoLeases_ItsLateResultIsFencedOff()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        await CreateResultsAsync(queue);
        await using var frozen = StartWorker(queue);
        var id = await queue.Queue.EnqueueAsync("test", new ResultJob(1000, IsStubborn: true), null, Token);
        await frozen.WaitForAsync($"started {id} attempt 1");
        await frozen.SignalAsync("STOP");

        await using var second = StartWorker(queue);
        await second.WaitForAsync($"finished {id} Done");
        await frozen.SignalAsync("CONT");
        await frozen.WaitForAsync($"finished {id} LostLease");

        await AssertOneResultEachAsync(queue, 1);
        Assert.Equal(second.Id, await queue.Database.ScalarAsync<int>("select process from result"));
    }

    [Fact]
    public async Task WorkerTerminatedMidJob_GivesTheItemBackWithoutBurningTheAttempt()
    {
        await using var queue = await QueueUnderTest.CreateAsync(postgres);
        await CreateResultsAsync(queue);
        var id = await queue.Queue.EnqueueAsync("test", new ResultJob(60_000), null, Token) ?? 0;
        await using var worker = StartWorker(queue, ("Work__StopGrace", "00:00:00.2"));
        await worker.WaitForAsync($"started {id} attempt 1");

        await worker.SignalAsync("TERM");

        Assert.Equal(0, await worker.WaitForExitAsync());
        Assert.Equal("available 0", await queue.Database.ScalarAsync<string>("select state || ' ' || attempt from platform.work_item"));
    }

    private static ChildProcess StartWorker(QueueUnderTest queue, params (string Name, string Value)[] environment) =>
        ChildProcess.StartAssembly(
            typeof(ResultJob).Assembly.Location,
            ["work", queue.Database.ConnectionString],
            environment.ToDictionary(pair => pair.Name, pair => pair.Value));

    private static Task<int> CreateResultsAsync(QueueUnderTest queue) =>
        queue.Database.ExecuteAsync("create table result (item bigint not null, process integer not null)");

    private static Task<long> FinishedAsync(QueueUnderTest queue) =>
        queue.Database.ScalarAsync<long>("select count(*) from platform.work_item where state = 'done'");

    private static async Task AssertOneResultEachAsync(QueueUnderTest queue, int items)
    {
        Assert.Equal(items, await FinishedAsync(queue));
        Assert.Equal(items, await queue.Database.ScalarAsync<long>("select count(*) from result"));
        Assert.Equal(items, await queue.Database.ScalarAsync<long>("select count(distinct item) from result"));
    }
}
