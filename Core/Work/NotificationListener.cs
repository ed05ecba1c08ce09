using Analytics.Database;

using Microsoft.Extensions.Hosting;

using Npgsql;

namespace Analytics.Work;

/// <summary>Listens on a channel of PostgreSQL, on a connection of its own that is made again when it is lost.</summary>
/// <param name="channel">A name of the platform's own, never a user's.</param>
public abstract class NotificationListener(NpgsqlDataSource database, TimeProvider time, string channel) : BackgroundService
{
    /// <summary>How long at most to wait for a notification before looking anyway.</summary>
    protected virtual TimeSpan LongestWait => Timeout.InfiniteTimeSpan;

    /// <summary>Listening began, or began again: what was said in between is lost.</summary>
    protected virtual void Listening()
    {
    }

    /// <summary>A notification came.</summary>
    protected virtual void Heard(string payload)
    {
    }

    /// <summary>Notifications came, or <see cref="LongestWait"/> is over; the connection is free.</summary>
    protected virtual Task LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Logs that the connection was lost.</summary>
    /// <param name="delay">Until it is made again.</param>
    protected abstract void LogLost(Exception fault, TimeSpan delay);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(() => failures = 0, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                var delay = Transient.Backoff.After(failures++);
                LogLost(fault, delay);
                await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(Action onListening, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) => Heard(notification.Payload);
        await using (var listen = new NpgsqlCommand($"listen {channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        onListening();
        Listening();
        while (true)
        {
            await connection.WaitAsync(LongestWait, cancellationToken);
            await LookAsync(connection, cancellationToken);
        }
    }
}
