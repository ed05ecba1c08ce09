namespace Analytics.LocalEmr.Logs;

internal static partial class LogsLog
{
    [LoggerMessage(1020, LogLevel.Warning, "The log {Address} could not be written")]
    public static partial void LogNotWritten(this ILogger logger, Exception exception, string address);
}
