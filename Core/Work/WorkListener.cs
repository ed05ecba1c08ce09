using System.Collections.Concurrent;

using Microsoft.Extensions.Logging;

using Npgsql;

namespace Analytics.Work;

/// <summary>
/// Listens for the wake-ups of <see cref="WorkNotifier"/> on a connection of its own. After each (re)connection every worker polls
/// once, because what was said in between is lost.
/// </summary>
public sealed class WorkListener(
    NpgsqlDataSource dataSource, TimeProvider time, WorkSignals signals, ILogger<WorkListener> logger)
    : NotificationListener(dataSource, time, WorkNotifier.ChannelName)
{
    private readonly ConcurrentDictionary<WakeUp, string> _subscribers = new();

    internal WakeUp Subscribe(string queue)
    {
        var wakeUp = new WakeUp(gone => _subscribers.TryRemove(gone, out _));
        _subscribers[wakeUp] = queue;
        return wakeUp;
    }

    protected override void Listening()
    {
        signals.Listening?.Invoke();
        Wake(queue: null);
    }

    protected override void Heard(string payload) => Wake(payload);

    protected override void LogLost(Exception fault, TimeSpan delay) => logger.ListenerLost(fault, delay);

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
