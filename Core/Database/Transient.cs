using System.Net.Sockets;

using Amazon.Runtime;

using Analytics.Retries;

using Npgsql;

namespace Analytics.Database;

/// <summary>Tells faults that pass by themselves (server gone or starting, connection cut, serialisation) from those that do not.</summary>
public static class Transient
{
    /// <summary>The waits from one attempt to the next: a server comes back within seconds.</summary>
    public static readonly Backoff Backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    public static bool IsTransient(Exception exception) => exception switch
    {
        // A server that shuts down, was killed, or starts up says so with these codes; Npgsql knows most of them.
        PostgresException postgres => postgres.IsTransient || postgres.SqlState is
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            // The server of before a failover, until it goes.
            or PostgresErrorCodes.ReadOnlySqlTransaction,
        // Credentials for a token may be out of reach for a while, as the server may.
        NpgsqlException npgsql => npgsql.IsTransient
            || npgsql.InnerException is IOException or SocketException or TimeoutException
                or AmazonClientException or AmazonServiceException,
        // Npgsql throws a few of its timeouts bare. Others' are not the database's: a pattern's timeout is a TimeoutException too.
        TimeoutException { Source: "Npgsql" } => true,
        _ => false,
    };

    /// <summary>
    /// Runs an operation until it succeeds or fails for a reason that does not pass. The operation must be safe to repeat: its
    /// commit may have been done though its answer was lost.
    /// </summary>
    public static async Task<T> RetryAsync<T>(
        Func<CancellationToken, Task<T>> operation,
        TimeProvider time,
        TimeSpan limit,
        CancellationToken cancellationToken,
        Action<Exception, TimeSpan>? onRetry = null)
    {
        var start = time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await operation(cancellationToken);
            }
            catch (Exception exception) when (IsTransient(exception) && time.GetElapsedTime(start) < limit)
            {
                var delay = Backoff.After(attempt);
                onRetry?.Invoke(exception, delay);
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    /// <summary>As the other overload, for operations without a result.</summary>
    public static Task RetryAsync(
        Func<CancellationToken, Task> operation,
        TimeProvider time,
        TimeSpan limit,
        CancellationToken cancellationToken,
        Action<Exception, TimeSpan>? onRetry = null) =>
        RetryAsync<object?>(
            async token =>
            {
                await operation(token);
                return null;
            },
            time,
            limit,
            cancellationToken,
            onRetry);
}
