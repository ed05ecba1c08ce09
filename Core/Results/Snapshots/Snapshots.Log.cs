using Microsoft.Extensions.Logging;

namespace Analytics.Results.Snapshots;

internal static partial class SnapshotsLog
{
    [LoggerMessage(550, LogLevel.Warning, "The old outputs of the result table {Table} are kept, since they cannot be folded: {Reason}")]
    public static partial void NotFolded(this ILogger logger, string table, string reason);
}
