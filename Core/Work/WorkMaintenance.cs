using Analytics.Database;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Work;

/// <summary>Rescues the items of dead workers, and removes old finished ones; one of the services does so each time.</summary>
public sealed class WorkMaintenance(
    NpgsqlDataSource dataSource, WorkNotifier notifier, PassClaims claims, IOptions<WorkOptions> options, TimeProvider time,
    ILogger<WorkMaintenance> logger) : PeriodicService(time, claims)
{
    private const int BatchSize = 500;

    private static readonly string RescueSql = Sql.Of<WorkMaintenance>("Rescue");
    private static readonly string CleanSql = Sql.Of<WorkMaintenance>("Clean");

    private readonly TimeProvider _time = time;
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

    protected override TimeSpan Interval => options.Value.RescueInterval;

    protected override string SharedPass => "work";

    protected override void LogFailed(Exception fault, TimeSpan delay) => logger.MaintenanceFailed(fault, delay);

    protected override async Task PassAsync(CancellationToken cancellationToken)
    {
        while (await RescueOnceAsync(cancellationToken) == BatchSize)
        {
        }

        if (_cleanedAt == 0 || _time.GetElapsedTime(_cleanedAt) > options.Value.CleanInterval)
        {
            await CleanOnceAsync(cancellationToken);
            _cleanedAt = _time.GetTimestamp();
        }
    }
}
