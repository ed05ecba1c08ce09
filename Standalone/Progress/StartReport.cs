using Analytics.Engines.Sandbox;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;

namespace Analytics.Standalone.Progress;

/// <summary>
/// Tells on the console where the platform listens, and how files and jobs come along until all of them have finished
/// once.
/// </summary>
internal sealed partial class StartReport(
    IServer server,
    IHostApplicationLifetime lifetime,
    NpgsqlDataSource database,
    TimeProvider time,
    TextWriter output,
    EngineSandbox sandbox,
    ILogger<StartReport> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>The report ends when nothing has been under way for so long.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private readonly ProgressReport _progress = new(database, time, output);

    /// <summary>Looks before the services start to work, since they are registered behind it.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _progress.BeginAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogBrokenOff(logger, exception);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        foreach (var address in addresses)
        {
            await output.WriteLineAsync(
                $"""

                 Web application: {address}
                 Dashboards:      {address}/dashboards
                 REST API:        {address}/scalar

                 """);
        }

        await output.WriteLineAsync($"Sandbox isolation of engines: {await sandbox.WallsAsync(stoppingToken)}");
        try
        {
            await FollowAsync(stoppingToken);
        }
        catch (NpgsqlException exception)
        {
            // A report that breaks off harms nobody; the services ride out a lost database by themselves.
            LogBrokenOff(logger, exception);
        }
    }

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        await _progress.ShowBeginningAsync();
        var lastWork = time.GetTimestamp();
        using var timer = new PeriodicTimer(Interval, time);
        while (time.GetElapsedTime(lastWork) < Quiet && await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (await _progress.ShowAsync(stoppingToken))
            {
                lastWork = time.GetTimestamp();
            }
        }

        await output.WriteLineAsync("Everything that was waiting has been done. Press Ctrl-C to stop.");
    }

    [LoggerMessage(8101, LogLevel.Warning, "The progress report stopped; see the pages for progress")]
    private static partial void LogBrokenOff(ILogger logger, Exception exception);
}
