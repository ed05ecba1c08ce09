using Analytics.Core.Database;
using Dapper;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Npgsql;

namespace Analytics.Standalone.Progress;

/// <summary>
/// Tells on the console where the platform listens, and how files and jobs come along until all of them have finished once.
/// </summary>
internal sealed partial class StartReport(
    IServer server,
    IHostApplicationLifetime lifetime,
    NpgsqlDataSource database,
    TimeProvider time,
    TextWriter output,
    ILogger<StartReport> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>The report ends when nothing has been under way for so long.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

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
        var shown = new HashSet<ProgressLine>();
        var start = time.GetTimestamp();
        var lastWork = start;
        using var timer = new PeriodicTimer(Interval, time);
        while (time.GetElapsedTime(lastWork) < Quiet && await timer.WaitForNextTickAsync(stoppingToken))
        {
            await using var connection = await database.OpenConnectionAsync(stoppingToken);
            var lines = await connection.QueryAsync<ProgressLine>(
                new CommandDefinition(Sql.Of<StartReport>("Progress"), cancellationToken: stoppingToken));
            foreach (var line in lines)
            {
                if (!line.IsFinished)
                {
                    lastWork = time.GetTimestamp();
                }

                if (shown.Add(line))
                {
                    lastWork = time.GetTimestamp();
                    await output.WriteLineAsync(
                        $"  {time.GetElapsedTime(start).TotalSeconds,5:0.0} s  {line.Kind} {line.Name}: {line.State}"
                        + (line.IsFinished && line.Detail is not null ? $" ({line.Detail})" : ""));
                }
            }
        }

        await output.WriteLineAsync("Everything that was waiting has been done. Press Ctrl-C to stop.");
    }

    [LoggerMessage(8101, LogLevel.Warning, "The report of progress broke off; the pages show what goes on")]
    private static partial void LogBrokenOff(ILogger logger, Exception exception);
}
