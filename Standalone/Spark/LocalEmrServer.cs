using Analytics.LocalEmr;

namespace Analytics.Standalone.Spark;

/// <summary>
/// LocalEmr within the platform's process, yet an application of its own: it listens on loopback alone, whatever the pages' addresses
/// are, and shares nothing with the services but settings and the log.
/// </summary>
internal sealed class LocalEmrServer(string address, IConfiguration configuration, ILoggerFactory loggers, TimeProvider time)
    : IHostedService, IAsyncDisposable
{
    private static readonly string[] OfTheServer = ["urls", "http_ports", "https_ports", "Kestrel", "applicationName", "contentRoot"];

    private WebApplication? _app;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(configuration.AsEnumerable().Where(setting =>
            !Array.Exists(OfTheServer, name => setting.Key.Split(':')[0].Equals(name, StringComparison.OrdinalIgnoreCase))));
        builder.WebHost.UseKestrelCore().UseUrls(address);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(time);
        builder.AddLocalEmr();
        _app = builder.Build();
        _app.UseRouting();
        _app.MapLocalEmr();
        await _app.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;
}
