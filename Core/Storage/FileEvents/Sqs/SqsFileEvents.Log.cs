using Microsoft.Extensions.Logging;

namespace Analytics.Storage.FileEvents.Sqs;

internal static partial class SqsFileEventsLog
{
    [LoggerMessage(1501, LogLevel.Warning, "Message {MessageId} was set aside: {Reason}")]
    public static partial void NotUnderstood(this ILogger logger, string messageId, string reason);

    [LoggerMessage(1502, LogLevel.Warning, "Received messages could not be kept hidden; another consumer may see them too")]
    public static partial void NotHeld(this ILogger logger, Exception fault);
}
