namespace Analytics.LocalEmr.Protocol;

internal static partial class ProtocolLog
{
    [LoggerMessage(1000, LogLevel.Error, "{Operation} failed")]
    public static partial void OperationFailed(this ILogger logger, Exception exception, string operation);
}
