using Analytics.Bench.Harness;
using Analytics.Database;
using Analytics.Work;

namespace Analytics.Bench.Queue;

/// <summary>A service with workers of one queue that do nothing.</summary>
internal sealed class QueueHost : IAsyncDisposable
{
    private readonly WebApplication _host;

    private QueueHost(WebApplication host) => _host = host;

    public WorkQueue Queue => _host.Services.GetRequiredService<WorkQueue>();

    public HandledItems Handled => _host.Services.GetRequiredService<HandledItems>();

    /// <summary>
    /// Starts workers that take one item at a time each, and waits until they have found their queue empty.
    /// </summary>
    public static async Task<QueueHost> StartAsync(
        BenchDatabase database, string queue, int workers, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            KeyValuePair.Create("ConnectionStrings:analytics", (string?)database.ConnectionString),
            KeyValuePair.Create("urls", (string?)"http://127.0.0.1:0"),
        ]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddDatabase(builder.Configuration);
        builder.Services.AddWorkQueue();
        builder.Services.AddSingleton<HandledItems>();
        for (var i = 0; i < workers; i++)
        {
            builder.Services.AddWorker<NoWork>(queue);
        }

        var host = builder.Build();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = workers;
        host.Services.GetRequiredService<WorkSignals>().Idle = _ =>
        {
            if (Interlocked.Decrement(ref waiting) == 0)
            {
                ready.TrySetResult();
            }
        };
        await host.StartAsync(cancellationToken);
        await ready.Task.WaitAsync(cancellationToken);
        return new QueueHost(host);
    }

    /// <summary>Done when the end of so many more items has been committed.</summary>
    public Task DoneAfterAsync(int items)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = items;
        _host.Services.GetRequiredService<WorkSignals>().Finished = (_, outcome) =>
        {
            if (outcome is not WorkOutcome.Done)
            {
                done.TrySetException(new InvalidOperationException($"An item ended as {outcome}."));
            }
            else if (Interlocked.Decrement(ref left) == 0)
            {
                done.TrySetResult();
            }
        };
        return done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
    }
}
