using Analytics.Database;

using Microsoft.Extensions.Logging;

using Npgsql;

namespace Analytics.Work;

/// <summary>
/// Has one process of the installation make a pass that all of them could make. Nobody is elected: whoever comes first when a pass is due
/// makes it, so that one that died or froze is missed for one interval and no longer.
/// </summary>
public sealed partial class PassClaims(NpgsqlDataSource database, ILogger<PassClaims> logger)
{
    /// <summary>Shorter than the shortest wait from one pass to the next, or the same process would miss every other one.</summary>
    private const double ShareOfInterval = 0.7;

    /// <summary>A stop must not wait for a database that does not answer.</summary>
    private static readonly TimeSpan ReleaseLimit = TimeSpan.FromSeconds(2);

    /// <summary>Whether the pass is this process's to make now.</summary>
    public async Task<bool> TryClaimAsync(string name, TimeSpan interval, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.Of<PassClaims>("ClaimPass"));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = interval * ShareOfInterval });
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>The claimed pass failed: the next one is due at once, for whoever comes first.</summary>
    public async Task ReleaseAsync(string name)
    {
        using var limit = new CancellationTokenSource(ReleaseLimit);
        try
        {
            await using var command = database.CreateCommand("delete from platform.periodic_pass where name = $1");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
            await command.ExecuteNonQueryAsync(limit.Token);
        }
        catch (Exception fault) when (Transient.IsTransient(fault) || limit.IsCancellationRequested)
        {
            // The claim runs out by itself.
            LogNotReleased(fault, name);
        }
    }

    [LoggerMessage(211, LogLevel.Debug, "The claim of the pass '{Name}' could not be released; it runs out by itself")]
    private partial void LogNotReleased(Exception fault, string name);
}
