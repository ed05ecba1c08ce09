using Analytics.Bench.Harness;
using Analytics.Core.Database;
using Analytics.Core.Work;

namespace Analytics.Bench.Queue;

/// <summary>A service with one queue and a worker that does nothing.</summary>
internal sealed class QueueHost : IAsyncDisposable
{
    private readonly WebApplication _host;

    private QueueHost(WebApplication host) => _host = host;

    public WorkQueue Queue => _host.Services.GetRequiredService<WorkQueue>();

    public HandledItems Handled => _host.Services.GetRequiredService<HandledItems>();

    public static async Task<QueueHost> StartAsync(BenchDatabase database, int concurrency, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(
            [KeyValuePair.Create("ConnectionStrings:analytics", (string?)database.ConnectionString), KeyValuePair.Create("urls", (string?)"http://127.0.0.1:0")]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddDatabase(builder.Configuration);
        builder.Services.AddWorkQueue();
        builder.Services.AddSingleton<HandledItems>();
        if (concurrency > 0)
        {
            builder.Services.AddWorker<NoWork>(NoWork.Queue, options => options.Concurrency = concurrency);
        }

        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new QueueHost(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
    }
}
