using Analytics.Database;
using Analytics.Fixtures;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Analytics.Work.Tests;

/// <summary>A service with workers in this process, over a test's database and with short times.</summary>
internal sealed class WorkHost : IAsyncDisposable
{
    private readonly IHost _host;

    private WorkHost(IHost host) => _host = host;

    public WorkQueue Queue => _host.Services.GetRequiredService<WorkQueue>();

    public WorkLeases Leases => _host.Services.GetRequiredService<WorkLeases>();

    public WorkMaintenance Maintenance => _host.Services.GetServices<IHostedService>().OfType<WorkMaintenance>().Single();

    /// <param name="database">The test's database.</param>
    /// <param name="addWorkers">Adds workers; their handlers may ask for <see cref="Script"/>.</param>
    /// <param name="signals">What the test waits for.</param>
    /// <param name="settings">Overrides of the short times.</param>
    public static Task<WorkHost> StartAsync(
        TestDatabase database,
        Action<IServiceCollection> addWorkers,
        WorkSignals? signals = null,
        Dictionary<string, string?>? settings = null) =>
        StartAsync(database.ConnectionString, addWorkers, signals, settings);

    public static async Task<WorkHost> StartAsync(
        string connectionString,
        Action<IServiceCollection> addWorkers,
        WorkSignals? signals = null,
        Dictionary<string, string?>? settings = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:analytics", connectionString)]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Work:Lease"] = "00:00:02",
            ["Work:RenewInterval"] = "00:00:00.5",
            ["Work:RescueInterval"] = "00:00:00.3",
            ["Work:RetryDelay"] = "00:00:00.05",
            ["Work:StopGrace"] = "00:00:05",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddDatabase(builder.Configuration);
        builder.Services.AddSingleton(signals ?? new WorkSignals());
        addWorkers(builder.Services);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new WorkHost(host);
    }

    public Task StopAsync() => _host.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
