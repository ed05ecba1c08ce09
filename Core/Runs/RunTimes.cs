using Analytics.Database;
using Analytics.Engines;

using Dapper;

using Npgsql;

namespace Analytics.Runs;

/// <summary>How long jobs usually take.</summary>
public sealed class RunTimes(NpgsqlDataSource database)
{
    /// <summary>
    /// The median of the job's last ten good runs on an engine, each in proportion to its inputs; null where there was none.
    /// </summary>
    public async Task<UsualTime?> FindAsync(string job, string engine, long inputBytes, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (runs, seconds) = await connection.QuerySingleAsync<(long, double?)>(new CommandDefinition(
            Sql.Of<RunTimes>("UsualTime"), new { job, engine, bytes = inputBytes }, cancellationToken: cancellationToken));
        return seconds is { } found ? new UsualTime(TimeSpan.FromSeconds(found), runs) : null;
    }
}
