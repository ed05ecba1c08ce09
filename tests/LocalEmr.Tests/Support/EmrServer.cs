using Analytics.LocalEmr.Options;
using Analytics.LocalEmr.Runners;
using Analytics.LocalEmr.State;
using Analytics.ServiceDefaults;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Analytics.LocalEmr.Tests.Support;

/// <summary>LocalEmr in this process, on a port of its own.</summary>
internal sealed class EmrServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ScratchFolder? _folder;

    private EmrServer(WebApplication app, ScratchFolder? folder)
    {
        _app = app;
        _folder = folder;
        Client = new EmrClient(Address);
    }

    public string Address => _app.Urls.First();

    public EmrClient Client { get; }

    public EmrState State => _app.Services.GetRequiredService<EmrState>();

    /// <param name="dataPath">Null for a folder that goes with the server.</param>
    public static async Task<EmrServer> StartAsync(
        IStepRunner? runner = null, string? dataPath = null, params (string Name, string Value)[] settings)
    {
        var folder = dataPath is null ? new ScratchFolder() : null;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [$"{LocalEmrOptions.Section}:DataPath"] = dataPath ?? folder?.Path,
            [$"{LocalEmrOptions.Section}:BootTime"] = "00:00:00",
            [$"{LocalEmrOptions.Section}:CancelGrace"] = "00:00:01",
        };
        foreach (var (name, value) in settings)
        {
            values[name] = value;
        }

        builder.Configuration.AddInMemoryCollection(values);
        builder.AddServiceDefaults();
        builder.AddLocalEmr();
        if (runner is not null)
        {
            builder.Services.AddSingleton(runner);
        }

        var app = builder.Build();
        app.MapLocalEmr();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new EmrServer(app, folder);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _folder?.Dispose();
    }
}
