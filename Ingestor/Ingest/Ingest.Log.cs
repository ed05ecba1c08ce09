namespace Analytics.Ingestor.Ingest;

internal static partial class IngestLog
{
    [LoggerMessage(2101, LogLevel.Information,
        "Committed: '{Key}' as version {Version} of {Dataset}: {Records} records, {Kept} rows kept, "
        + "{Quarantined} in quarantine, {Elapsed} s")]
    public static partial void Committed(
        this ILogger logger, string key, long? version, string dataset, long records, long kept, long quarantined, double elapsed);

    [LoggerMessage(2102, LogLevel.Warning, "Rejected: '{Key}' of {Dataset}: {Code}: {Reason}")]
    public static partial void Rejected(this ILogger logger, string key, string dataset, string code, string reason);

    [LoggerMessage(2103, LogLevel.Information, "Not loaded: '{Key}' of {Dataset}: {Outcome}")]
    public static partial void NotTaken(this ILogger logger, string key, string dataset, string outcome);

    [LoggerMessage(2104, LogLevel.Warning, "No disk space: retrying '{Key}' of {Dataset} in {Delay}: {Reason}")]
    public static partial void NoSpace(this ILogger logger, string key, string dataset, TimeSpan delay, string reason);

    [LoggerMessage(2105, LogLevel.Warning, "The database does not answer: retrying work item {Item} in {Delay}")]
    public static partial void DatabaseAway(this ILogger logger, Exception fault, long item, TimeSpan delay);

    [LoggerMessage(2106, LogLevel.Error, "Failed: '{Key}' of {Dataset}, attempt {Attempt} of {MaxAttempts}")]
    public static partial void AttemptFailed(
        this ILogger logger, Exception fault, string key, string dataset, int attempt, int maxAttempts);

    [LoggerMessage(2107, LogLevel.Warning, "Files of a failed attempt at '{Key}' could not be removed; the sweeper will remove them")]
    public static partial void FilesLeftBehind(this ILogger logger, Exception fault, string key);

    [LoggerMessage(2108, LogLevel.Warning, "The store does not answer: retrying '{Key}' of {Dataset} in {Delay}")]
    public static partial void StoreUnreachable(this ILogger logger, Exception fault, string key, string dataset, TimeSpan delay);

    [LoggerMessage(2109, LogLevel.Warning, "{Count} files of {Dataset} could not be committed together; each is committed by itself")]
    public static partial void NotCommittedTogether(this ILogger logger, Exception fault, int count, string dataset);
}
