namespace Analytics.Processor.Running;

internal static partial class RunningLog
{
    private static readonly Func<ILogger, long, string, IDisposable?> RunScope =
        LoggerMessage.DefineScope<long, string>("Run {RunId} of job {Job}");

    /// <summary>What is logged until the answer is disposed says whose run it is about.</summary>
    public static IDisposable? OfRun(this ILogger logger, long runId, string job) => RunScope(logger, runId, job);

    [LoggerMessage(500, LogLevel.Information, "Run {RunId} of job {Job}: attempt {Attempt} starts in engine {Engine}")]
    public static partial void AttemptStarted(this ILogger logger, long runId, string job, int attempt, string engine);

    [LoggerMessage(501, LogLevel.Information, "Run {RunId} of job {Job} succeeded with {Rows} rows")]
    public static partial void RunSucceeded(this ILogger logger, long runId, string job, long rows);

    [LoggerMessage(502, LogLevel.Warning, "Run {RunId} of job {Job} ended as {State}: {Code}")]
    public static partial void RunEnded(this ILogger logger, long runId, string job, string state, string code);

    [LoggerMessage(503, LogLevel.Warning, "Cancel requests cannot be received; retrying in {Delay}")]
    public static partial void CancelsUnknown(this ILogger logger, Exception exception, TimeSpan delay);

    [LoggerMessage(504, LogLevel.Warning, "{Count} lines of the log of run {RunId} are lost")]
    public static partial void LinesLost(this ILogger logger, Exception exception, int count, long runId);

    [LoggerMessage(506, LogLevel.Error, "Run {RunId} threw when it was cancelled")]
    public static partial void CancelFailed(this ILogger logger, Exception exception, long runId);

    [LoggerMessage(507, LogLevel.Debug, "The traces of the inputs of run {RunId} are not known")]
    public static partial void LinksUnknown(this ILogger logger, Exception exception, long runId);

    [LoggerMessage(508, LogLevel.Warning, "Outputs that run {RunId} does not need could not be removed; maintenance will remove them")]
    public static partial void OutputsLeft(this ILogger logger, Exception exception, long runId);

    [LoggerMessage(505, LogLevel.Warning, "Run {RunId} waits: {Reason}")]
    public static partial void RunAwaits(this ILogger logger, Exception exception, long runId, string reason);
}
