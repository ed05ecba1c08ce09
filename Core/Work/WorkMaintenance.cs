using Analytics.Database;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Work;

/// <summary>Rescues the items of dead workers, and removes old finished ones. Each service runs it; they do not get into each other's way.</summary>
public sealed class WorkMaintenance(
    NpgsqlDataSource dataSource, WorkNotifier notifier, IOptions<WorkOptions> options, TimeProvider time, ILogger<WorkMaintenance> logger)
    : BackgroundService
{
    private const int BatchSize = 500;

    private static readonly string RescueSql = Sql.Of<WorkMaintenance>("Rescue");
    private static readonly string CleanSql = Sql.Of<WorkMaintenance>("Clean");

    private long _cleanedAt;

    /// <summary>Gives expired items to other workers; returns how many.</summary>
    public async Task<int> RescueOnceAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(RescueSql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = BatchSize });
        var (count, dead) = (0, 0);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            count++;
            if (reader.GetString(2) == "dead")
            {
                dead++;
                WorkTelemetry.AddDead(reader.GetString(1));
            }

            notifier.Wake(reader.GetInt64(0));
        }

        if (count > 0)
        {
            logger.Rescued(count, dead);
        }

        return count;
    }

    /// <summary>Removes finished items that are older than they are kept; returns how many.</summary>
    public async Task<int> CleanOnceAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        int removed;
        do
        {
            await using var command = dataSource.CreateCommand(CleanSql);
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = options.Value.KeepFinished });
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = options.Value.KeepDead });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = BatchSize });
            removed = await command.ExecuteNonQueryAsync(cancellationToken);
            total += removed;
        }
        while (removed >= BatchSize);

        if (total > 0)
        {
            logger.Cleaned(total);
        }

        return total;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            var delay = options.Value.RescueInterval * (0.75 + (Random.Shared.NextDouble() / 4));
            try
            {
                await RunOnceAsync(stoppingToken);
                failures = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                delay = Transient.DelayAfter(failures++);
                logger.MaintenanceFailed(exception, delay);
            }

            await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (await RescueOnceAsync(cancellationToken) == BatchSize)
        {
        }

        if (_cleanedAt == 0 || time.GetElapsedTime(_cleanedAt) > options.Value.CleanInterval)
        {
            await CleanOnceAsync(cancellationToken);
            _cleanedAt = time.GetTimestamp();
        }
    }
}
