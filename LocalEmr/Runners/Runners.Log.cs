namespace Analytics.LocalEmr.Runners;

internal static partial class RunnersLog
{
    [LoggerMessage(1030, LogLevel.Warning, "Driver {DriverId} could not be stopped; retrying")]
    public static partial void KillFailed(this ILogger logger, Exception exception, string driverId);

    [LoggerMessage(1031, LogLevel.Warning, "The logs of driver {DriverId} could not be fetched from its worker")]
    public static partial void LogsNotFetched(this ILogger logger, Exception exception, string driverId);
}
