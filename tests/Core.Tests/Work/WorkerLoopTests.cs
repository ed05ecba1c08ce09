using Analytics.Core.Work;
using Analytics.Fixtures;

using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Core.Tests.Work;

public sealed class WorkerLoopTests(PostgresFixture postgres)
{
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
        await Task.WhenAll(idle.Task, listening.Task).WaitAsync(TimeSpan.FromSeconds(20), Token);

        await host.Queue.EnqueueAsync("test", new Payload("hello"), null, Token);

        var item = await started.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Equal(new Payload("hello"), item.Read<Payload>());
        Assert.Equal(1, item.Attempt);
        await Eventually.TrueAsync(async () =>
            await database.ScalarAsync<string>("select state from platform.work_item") == "done");
    }

    private static Action<IServiceCollection> Worker(
        Func<WorkItem, CancellationToken, Task<WorkResult>> play, int concurrency = 1) => services =>
    {
        services.AddSingleton(new Script(play));
        services.AddWorker<ScriptedHandler>("test", worker => worker.Concurrency = concurrency);
    };

    private sealed record Payload(string Text);
}
