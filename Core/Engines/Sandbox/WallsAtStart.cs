using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Analytics.Engines.Sandbox;

/// <summary>Says at the start which walls stand, and ends it where one is missing that <see cref="SandboxOptions"/> ask for.</summary>
internal sealed class WallsAtStart(EngineSandbox sandbox, IOptions<SandboxOptions> options) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.RequireIsolation)
        {
            await sandbox.WallsAsync(cancellationToken);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Asking starts a few programs, for which nothing has to wait; the answer is in the log.
            await Task.Yield();
            await sandbox.WallsAsync(stoppingToken);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The first child's start asks again.
        }
    }
}
