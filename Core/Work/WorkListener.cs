using System.Collections.Concurrent;

using Analytics.Database;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

using Npgsql;

namespace Analytics.Work;

/// <summary>
/// Listens for the wake-ups of <see cref="WorkNotifier"/> on a connection of its own. After each (re)connection every worker polls
/// once, because what was said in between is lost.
/// </summary>
public sealed class WorkListener(
    NpgsqlDataSource dataSource, TimeProvider time, WorkSignals signals, ILogger<WorkListener> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<WakeUp, string> _subscribers = new();

    internal WakeUp Subscribe(string queue)
    {
        var wakeUp = new WakeUp(gone => _subscribers.TryRemove(gone, out _));
        _subscribers[wakeUp] = queue;
        return wakeUp;
    }

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
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                var delay = Transient.DelayAfter(failures++);
                logger.ListenerLost(exception, delay);
                await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ListenAsync(Action onListening, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) => Wake(notification.Payload);
        await using (var listen = new NpgsqlCommand($"listen {WorkNotifier.ChannelName}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        onListening();
        signals.Listening?.Invoke();
        Wake(queue: null);
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    private void Wake(string? queue)
    {
        foreach (var (wakeUp, itsQueue) in _subscribers)
        {
            if (queue is null || queue == itsQueue)
            {
                wakeUp.Set();
            }
        }
    }
}
