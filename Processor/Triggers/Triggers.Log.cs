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

    [LoggerMessage(525, LogLevel.Warning,
        "Run {RunId} may still run on the engine {Engine}, which this Processor does not have: start one that has it, to end the run")]
    public static partial void AttemptOutOfReach(this ILogger logger, long runId, string engine);

    [LoggerMessage(526, LogLevel.Warning, "Attempt {Attempt} of run {RunId}, which no Processor followed any more, was ended on {Engine}")]
    public static partial void AttemptEnded(this ILogger logger, long runId, int attempt, string engine);

    [LoggerMessage(528, LogLevel.Warning,
        "Attempt {Attempt} of run {RunId}, which no Processor follows, could not be ended on {Engine}; retrying")]
    public static partial void AttemptNotEnded(this ILogger logger, Exception exception, int attempt, long runId, string engine);

    [LoggerMessage(527, LogLevel.Warning, "Abandoned attempts could not be checked; retrying in {Delay}")]
    public static partial void AbandonedUnknown(this ILogger logger, Exception exception, TimeSpan delay);
}
