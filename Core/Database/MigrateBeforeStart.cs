using Microsoft.Extensions.Hosting;

namespace Analytics.Core.Database;

/// <summary>Brings the database up to date before any other part of the service starts.</summary>
internal sealed class MigrateBeforeStart(Migrations migrations) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => migrations.ApplyAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
