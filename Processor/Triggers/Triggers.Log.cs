namespace Analytics.Processor.Triggers;

internal static partial class TriggersLog
{
    [LoggerMessage(520, LogLevel.Information, "Job {Job} is triggered by {Detail}: run {RunId}, new: {IsNew}")]
    public static partial void TriggerFired(this ILogger logger, string job, string detail, long runId, bool isNew);

    [LoggerMessage(521, LogLevel.Warning, "Job {Job} is due and cannot be run: {Fault}")]
    public static partial void TriggerRefused(this ILogger logger, string job, string fault);

    [LoggerMessage(522, LogLevel.Warning, "Triggers could not be checked; retrying in {Delay}")]
    public static partial void TriggersFailed(this ILogger logger, Exception exception, TimeSpan delay);

    [LoggerMessage(524, LogLevel.Error, "Job {Job}: its trigger {Trigger} failed")]
    public static partial void TriggerFailed(this ILogger logger, Exception exception, string job, string trigger);

    [LoggerMessage(523, LogLevel.Error, "Run {RunId} failed: its work item was moved to dead letters")]
    public static partial void RunGivenUp(this ILogger logger, long runId);
}
