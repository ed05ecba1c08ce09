namespace Analytics.Api.Problems;

internal sealed partial class ProblemExceptionHandler
{
    [LoggerMessage(6001, LogLevel.Error, "{Method} {Endpoint} failed")]
    private partial void LogFault(Exception exception, string method, string? endpoint);

    [LoggerMessage(6002, LogLevel.Warning, "Answered {Status}: {Reason}")]
    private partial void LogRefusal(int? status, string reason);
}
