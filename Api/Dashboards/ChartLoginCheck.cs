using Analytics.Database.Charts;

using Npgsql;

namespace Analytics.Api.Dashboards;

/// <summary>Says at the start whether charts can log in; the rest of the service does without.</summary>
internal sealed partial class ChartLoginCheck(ChartDatabase charts, ILogger<ChartLoginCheck> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await using var connection = await charts.OpenAsync(stoppingToken);
            if (connection is null)
            {
                LogNoLogin();
            }
        }
        catch (Exception exception) when (exception is ChartLoginException or NpgsqlException or TimeoutException)
        {
            LogFault(exception.Message);
        }
        catch (OperationCanceledException)
        {
            // The service ends before it began.
        }
    }

    [LoggerMessage(6011, LogLevel.Warning,
        "Charts show nothing: they have no login to the database of their own. Let the Migrator run as a user that may make roles, or set "
        + "Database:ChartsConnectionString to a user that may read the schema results and nothing else")]
    private partial void LogNoLogin();

    [LoggerMessage(6012, LogLevel.Warning, "Charts show nothing until they can log in to the database: {Reason}")]
    private partial void LogFault(string reason);
}
