using Microsoft.Extensions.Logging;

namespace Analytics.Core.Work;

internal static partial class WorkLog
{
    [LoggerMessage(200, LogLevel.Warning, "The database cannot be reached; workers find new items by polling")]
    public static partial void WakeUpLost(this ILogger logger, Exception exception);

    [LoggerMessage(201, LogLevel.Warning, "The listener for work lost its connection; it listens again in {Delay}")]
    public static partial void ListenerLost(this ILogger logger, Exception exception, TimeSpan delay);

    [LoggerMessage(202, LogLevel.Warning, "Queue {Queue} cannot reach the database; the next attempt is in {Delay}")]
    public static partial void QueueUnreachable(this ILogger logger, Exception exception, string queue, TimeSpan delay);

    [LoggerMessage(203, LogLevel.Warning, "Item {Id} of queue {Queue} failed at attempt {Attempt} of {MaxAttempts}; it is due again in {Delay}: {Error}")]
    public static partial void ItemFailed(
        this ILogger logger, Exception? exception, long id, string queue, int attempt, int maxAttempts, TimeSpan delay, string error);

    [LoggerMessage(204, LogLevel.Error, "Item {Id} of queue {Queue} lies with the dead letters after attempt {Attempt}: {Error}")]
    public static partial void ItemDead(this ILogger logger, Exception? exception, long id, string queue, int attempt, string error);

    [LoggerMessage(205, LogLevel.Warning, "The lease of item {Id} of queue {Queue} is lost; what attempt {Attempt} did is dropped")]
    public static partial void LeaseLost(this ILogger logger, long id, string queue, int attempt);

    [LoggerMessage(206, LogLevel.Warning, "Leases could not be renewed")]
    public static partial void RenewalFailed(this ILogger logger, Exception exception);

    [LoggerMessage(207, LogLevel.Warning, "Rescued {Count} items whose worker died or froze, {Dead} of them to the dead letters")]
    public static partial void Rescued(this ILogger logger, int count, int dead);

    [LoggerMessage(208, LogLevel.Information, "Removed {Count} finished items")]
    public static partial void Cleaned(this ILogger logger, int count);

    [LoggerMessage(209, LogLevel.Warning, "The queue's maintenance failed; the next attempt is in {Delay}")]
    public static partial void MaintenanceFailed(this ILogger logger, Exception exception, TimeSpan delay);

    [LoggerMessage(210, LogLevel.Information, "Gave item {Id} of queue {Queue} back because the service stops")]
    public static partial void ItemReleased(this ILogger logger, long id, string queue);

    [LoggerMessage(212, LogLevel.Error, "The handler of item {Id} of queue {Queue} threw when it was told that its lease is lost")]
    public static partial void CallbackFailed(this ILogger logger, Exception exception, long id, string queue);

    [LoggerMessage(211, LogLevel.Error, "The outcome of item {Id} of queue {Queue} could not be written; its lease will run out and it will run again")]
    public static partial void OutcomeUnwritten(this ILogger logger, Exception exception, long id, string queue);
}
