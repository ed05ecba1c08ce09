using System.Collections.Concurrent;
using System.Diagnostics;

using Analytics.Fixtures;

using Microsoft.Extensions.DependencyInjection;

using Npgsql;

namespace Analytics.Work.Tests;

public sealed class WorkerLoopTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enqueue_IdleWorker_StartsAtOnceWithoutPolling()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var started = new TaskCompletionSource<WorkItem>();
        var idle = new TaskCompletionSource();
        var listening = new TaskCompletionSource();
        await using var host = await WorkHost.StartAsync(
            database,
            Worker((item, _) => Task.FromResult(WorkResult.Done)),
            new WorkSignals
            {
                Started = item => started.TrySetResult(item),
                Idle = _ => idle.TrySetResult(),
                Listening = () => listening.TrySetResult(),
            },
            new() { ["Work:PollInterval"] = "01:00:00" });
        await Task.WhenAll(idle.Task, listening.Task).WaitAsync(Limit, Token);

        await host.Queue.EnqueueAsync("test", new Payload("hello"), null, Token);

        var item = await started.Task.WaitAsync(Limit, Token);
        Assert.Equal(new Payload("hello"), item.Read<Payload>());
        Assert.Equal(1, item.Attempt);
        await Eventually.TrueAsync(async () =>
            await database.ScalarAsync<string>("select state from platform.work_item") == "done");
    }

    [Fact]
    public async Task Enqueue_TransactionThatCommitsLate_WakesTheWorkerAtItsCommit()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var started = new TaskCompletionSource<WorkItem>();
        var listening = new TaskCompletionSource();
        var idle = new TaskCompletionSource();
        await using var host = await WorkHost.StartAsync(
            database,
            Worker((_, _) => Task.FromResult(WorkResult.Done)),
            new WorkSignals
            {
                Started = item => started.TrySetResult(item),
                Idle = _ => idle.TrySetResult(),
                Listening = () => listening.TrySetResult(),
            },
            new() { ["Work:PollInterval"] = "01:00:00" });
        await Task.WhenAll(idle.Task, listening.Task).WaitAsync(Limit, Token);
        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await host.Queue.EnqueueAsync(connection, transaction, "test", 1, null, Token);

        // The wake-up of a later item shows that the notifier has looked for the first one in vain.
        await using var other = await database.DataSource.OpenConnectionAsync(Token);
        await using var listen = new NpgsqlCommand("listen work", other);
        await listen.ExecuteNonQueryAsync(Token);
        await host.Queue.EnqueueAsync("other", 1, null, Token);
        await other.WaitAsync(Token);
        Assert.False(started.Task.IsCompleted);
        await transaction.CommitAsync(Token);

        await started.Task.WaitAsync(Limit, Token);
    }

    [Fact]
    public async Task Handler_Throws_RunsAgainUntilTheDeadLetters()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var dead = new TaskCompletionSource<WorkItem>();
        await using var host = await WorkHost.StartAsync(
            database,
            Worker((item, _) => throw new InvalidDataException($"broken at {item.Attempt}")),
            Finished((item, outcome) =>
            {
                if (outcome is WorkOutcome.Dead)
                {
                    dead.TrySetResult(item);
                }
            }));

        await host.Queue.EnqueueAsync("test", 1, new EnqueueOptions { MaxAttempts = 3 }, Token);

        Assert.Equal(3, (await dead.Task.WaitAsync(Limit, Token)).Attempt);
        Assert.Equal(
            "dead InvalidDataException: broken at 3",
            await database.ScalarAsync<string>("select state || ' ' || last_error from platform.work_item"));
    }

    [Fact]
    public async Task Handler_Postpones_RunsAgainWithTheSameAttempt()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var attempts = new ConcurrentQueue<int>();
        var finished = new TaskCompletionSource();
        await using var host = await WorkHost.StartAsync(
            database,
            Worker((item, _) =>
            {
                attempts.Enqueue(item.Attempt);
                return Task.FromResult(attempts.Count < 3 ? WorkResult.Postpone(TimeSpan.FromMilliseconds(20)) : WorkResult.Done);
            }),
            Finished((_, _) =>
            {
                if (attempts.Count == 3)
                {
                    finished.TrySetResult();
                }
            }));

        await host.Queue.EnqueueAsync("test", 1, new EnqueueOptions { MaxAttempts = 1 }, Token);

        await finished.Task.WaitAsync(Limit, Token);
        Assert.Equal([1, 1, 1], attempts);
    }

    [Fact]
    public async Task Handler_RunsLongerThanItsLease_KeepsIt()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var outcome = new TaskCompletionSource<(WorkItem Item, WorkOutcome Outcome)>();
        await using var host = await WorkHost.StartAsync(
            database,
            Worker(async (held, _) =>
            {
                await Eventually.TrueAsync(() => database.ScalarAsync<bool>(
                    "select lease_until - started_at > interval '3 s' from platform.work_item where id = $1", held.Id));
                return WorkResult.Done;
            }),
            Finished((item, result) => outcome.TrySetResult((item, result))),
            new() { ["Work:Lease"] = "00:00:01", ["Work:RenewInterval"] = "00:00:00.2" });

        await host.Queue.EnqueueAsync("test", 1, null, Token);

        var (item, result) = await outcome.Task.WaitAsync(Limit, Token);
        Assert.Equal((1, WorkOutcome.Done), (item.Attempt, result));
    }

    [Fact]
    public async Task Handler_ItsItemIsCancelled_IsCancelledToo()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var started = new TaskCompletionSource<WorkItem>();
        var outcome = new TaskCompletionSource<WorkOutcome>();
        await using var host = await WorkHost.StartAsync(
            database,
            Worker(async (item, token) =>
            {
                started.TrySetResult(item);
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return WorkResult.Done;
            }),
            Finished((_, result) => outcome.TrySetResult(result)));
        await host.Queue.EnqueueAsync("test", 1, null, Token);
        var item = await started.Task.WaitAsync(Limit, Token);

        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        await WorkQueue.CancelAsync(connection, null, item.Id, "enough", Token);

        Assert.Equal(WorkOutcome.LostLease, await outcome.Task.WaitAsync(Limit, Token));
    }

    [Fact]
    public async Task Stop_ItemThatEndsWithinTheGrace_IsFinished()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var started = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        await using var host = await WorkHost.StartAsync(database, Worker(async (_, _) =>
        {
            started.TrySetResult();
            await go.Task;
            return WorkResult.Done;
        }));
        await host.Queue.EnqueueAsync("test", 1, null, Token);
        await started.Task.WaitAsync(Limit, Token);

        var stop = host.StopAsync();
        await host.Queue.EnqueueAsync("test", 2, null, Token);
        go.SetResult();
        await stop.WaitAsync(Limit, Token);

        Assert.Equal(
            "1 done, 2 available",
            await database.ScalarAsync<string>("select string_agg(payload::text || ' ' || state, ', ' order by id) from platform.work_item"));
    }

    [Fact]
    public async Task Stop_ItemThatDoesNotEnd_IsGivenBackWithoutBurningTheAttempt()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var started = new TaskCompletionSource();
        await using var host = await WorkHost.StartAsync(
            database,
            Worker(async (_, token) =>
            {
                started.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return WorkResult.Done;
            }),
            settings: new() { ["Work:StopGrace"] = "00:00:00.1" });
        await host.Queue.EnqueueAsync("test", 1, null, Token);
        await started.Task.WaitAsync(Limit, Token);

        await host.StopAsync().WaitAsync(Limit, Token);

        Assert.Equal("available 0", await database.ScalarAsync<string>("select state || ' ' || attempt from platform.work_item"));
    }

    [Fact]
    public async Task Worker_WithConcurrency_RunsThatManyAtATime()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        using var together = new Barrier(3);
        var finished = new CountdownEvent(6);
        await using var host = await WorkHost.StartAsync(
            database,
            Worker(
                async (_, token) =>
                {
                    await Task.Yield();
                    Assert.True(together.SignalAndWait(Limit, token));
                    return WorkResult.Done;
                },
                concurrency: 3),
            Finished((_, _) => finished.Signal()));

        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        await host.Queue.EnqueueManyAsync(connection, null, "test", [.. Enumerable.Range(1, 6).Select(i => new NewWorkItem<int>(i))], null, Token);

        Assert.True(await Task.Run(() => finished.Wait(Limit), Token));
        finished.Dispose();
    }

    [Fact]
    public async Task Item_WithTraceContext_RunsWithinThatTrace()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Analytics.Work",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var seen = new TaskCompletionSource<string?>();
        await using var host = await WorkHost.StartAsync(database, Worker((_, _) =>
        {
            seen.TrySetResult(Activity.Current?.TraceId.ToString());
            return Task.FromResult(WorkResult.Done);
        }));

        var traceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await host.Queue.EnqueueAsync("test", 1, new EnqueueOptions { TraceParent = traceParent }, Token);

        Assert.Equal("0af7651916cd43dd8448eb211c80319c", await seen.Task.WaitAsync(Limit, Token));
    }

    [Fact]
    public async Task FourServices_OnOneQueue_RunEachItemOnce()
    {
        const int Items = 300;
        await using var database = await postgres.CreateDatabaseAsync();
        var runs = new ConcurrentDictionary<long, int>();
        var done = new CountdownEvent(Items);
        var hosts = new List<WorkHost>();
        for (var service = 0; service < 4; service++)
        {
            hosts.Add(await WorkHost.StartAsync(
                database,
                Worker(
                    (item, _) =>
                    {
                        runs.AddOrUpdate(item.Id, 1, (_, times) => times + 1);
                        return Task.FromResult(WorkResult.Done);
                    },
                    concurrency: 3),
                Finished((_, _) => done.Signal())));
        }

        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        await hosts[0].Queue.EnqueueManyAsync(
            connection, null, "test", [.. Enumerable.Range(0, Items).Select(i => new NewWorkItem<int>(i))], null, Token);

        Assert.True(await Task.Run(() => done.Wait(Limit), Token));
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        done.Dispose();
        Assert.Equal(Items, runs.Count);
        Assert.All(runs.Values, times => Assert.Equal(1, times));
        Assert.Equal(
            (long)Items, await database.ScalarAsync<long>("select count(*) from platform.work_item where state = 'done' and attempt = 1"));
    }

    private static WorkSignals Finished(Action<WorkItem, WorkOutcome> onFinished) => new() { Finished = onFinished };

    private static Action<IServiceCollection> Worker(
        Func<WorkItem, CancellationToken, Task<WorkResult>> play, int concurrency = 1) => services =>
    {
        services.AddSingleton(new Script(play));
        services.AddWorker<ScriptedHandler>("test", worker => worker.Concurrency = concurrency);
    };

    private sealed record Payload(string Text);
}
