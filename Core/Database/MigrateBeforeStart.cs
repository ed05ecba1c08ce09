using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Analytics.Database;

/// <summary>Brings the database up to date, or waits until it is, before any other part of the service starts.</summary>
internal sealed class MigrateBeforeStart(Migrations migrations, IOptions<DatabaseOptions> options) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) =>
        options.Value.Migrate ? migrations.ApplyAsync(cancellationToken) : migrations.AwaitAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
