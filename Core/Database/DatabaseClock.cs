using Npgsql;

namespace Analytics.Database;

/// <summary>
/// The clock by which processes agree. What one process wrote is never called old by another one's own clock, which may be a day off.
/// </summary>
public static class DatabaseClock
{
    public static async Task<DateTimeOffset> NowAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select clock_timestamp()");
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime now
            ? new DateTimeOffset(now, TimeSpan.Zero)
            : throw new InvalidOperationException("The database did not tell its time.");
    }
}
