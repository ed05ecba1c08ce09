using Microsoft.Extensions.Logging;

namespace Analytics.Work;

internal static partial class WorkLog
{
    [LoggerMessage(200, LogLevel.Warning, "The database cannot be reached; workers find new items by polling")]
    public static partial void WakeUpLost(this ILogger logger, Exception exception);

    [LoggerMessage(201, LogLevel.Warning, "The listener for work lost its connection; reconnecting in {Delay}")]
    public static partial void ListenerLost(this ILogger logger, Exception exception, TimeSpan delay);

    [LoggerMessage(202, LogLevel.Warning, "Queue {Queue} cannot reach the database; retrying in {Delay}")]
    public static partial void QueueUnreachable(this ILogger logger, Exception exception, string queue, TimeSpan delay);

    [LoggerMessage(203, LogLevel.Warning,
        "Work item {Id} of queue {Queue} failed at attempt {Attempt} of {MaxAttempts}; retrying in {Delay}: {Error}")]
    public static partial void ItemFailed(
        this ILogger logger, Exception? exception, long id, string queue, int attempt, int maxAttempts, TimeSpan delay, string error);

    [LoggerMessage(204, LogLevel.Error, "Work item {Id} of queue {Queue} moved to dead letters after attempt {Attempt}: {Error}")]
    public static partial void ItemDead(this ILogger logger, Exception? exception, long id, string queue, int attempt, string error);

    [LoggerMessage(205, LogLevel.Warning, "The lease of work item {Id} of queue {Queue} is lost; attempt {Attempt} is discarded")]
    public static partial void LeaseLost(this ILogger logger, long id, string queue, int attempt);

    [LoggerMessage(206, LogLevel.Warning, "Leases could not be renewed")]
    public static partial void RenewalFailed(this ILogger logger, Exception exception);

    [LoggerMessage(207, LogLevel.Warning, "Recovered {Count} work items of lost workers; {Dead} of them moved to dead letters")]
    public static partial void Rescued(this ILogger logger, int count, int dead);

    [LoggerMessage(208, LogLevel.Information, "Removed {Count} finished items")]
    public static partial void Cleaned(this ILogger logger, int count);

    [LoggerMessage(209, LogLevel.Warning, "The queue's maintenance failed; retrying in {Delay}")]
    public static partial void MaintenanceFailed(this ILogger logger, Exception exception, TimeSpan delay);

    [LoggerMessage(210, LogLevel.Information, "Released work item {Id} of queue {Queue}: the service is stopping")]
    public static partial void ItemReleased(this ILogger logger, long id, string queue);

    [LoggerMessage(212, LogLevel.Error, "The handler of work item {Id} of queue {Queue} threw after its lease was lost")]
    public static partial void CallbackFailed(this ILogger logger, Exception exception, long id, string queue);

    [LoggerMessage(211, LogLevel.Error,
        "The outcome of work item {Id} of queue {Queue} could not be written; it will be retried after its lease expires")]
    public static partial void OutcomeUnwritten(this ILogger logger, Exception exception, long id, string queue);

    [LoggerMessage(213, LogLevel.Warning, "Nothing was claimed beside work item {Id} of queue {Queue}, which runs alone")]
    public static partial void BatchNotClaimed(this ILogger logger, Exception exception, long id, string queue);
}
