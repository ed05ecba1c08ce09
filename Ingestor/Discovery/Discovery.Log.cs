namespace Analytics.Ingestor.Discovery;

internal static partial class DiscoveryLog
{
    [LoggerMessage(2001, LogLevel.Information, "Landed: '{Key}' ({Bytes} bytes) for dataset {Dataset}, object {Id}")]
    public static partial void Landed(this ILogger logger, string key, long bytes, string dataset, long id);

    [LoggerMessage(2002, LogLevel.Warning, "Unclaimed: '{Key}': {Reason}")]
    public static partial void Unclaimed(this ILogger logger, string key, string reason);

    [LoggerMessage(2003, LogLevel.Warning, "Refused: '{Name}': {Reason}")]
    public static partial void Refused(this ILogger logger, string name, string reason);

    [LoggerMessage(2004, LogLevel.Information,
        "Listed {Names} files: {Taken} new without an event, {Missing} removed before they were read")]
    public static partial void Listed(this ILogger logger, int names, int taken, int missing);

    [LoggerMessage(2005, LogLevel.Error, "Listing the raw store failed; it will be retried")]
    public static partial void ListingFailed(this ILogger logger, Exception fault);

    [LoggerMessage(2006, LogLevel.Error, "Reading file events failed; retrying, and listing the store")]
    public static partial void EventsFailed(this ILogger logger, Exception fault);

    [LoggerMessage(2008, LogLevel.Information, "Ignored: '{Key}' is not a file of the dataset {Dataset}, by its contract")]
    public static partial void Ignored(this ILogger logger, string key, string dataset);

    [LoggerMessage(2009, LogLevel.Information, "{Count} files were renamed: their rows count once")]
    public static partial void Renamed(this ILogger logger, int count);

    [LoggerMessage(2007, LogLevel.Error, "Recording '{Name}' failed; the next listing will retry it, other files are not affected")]
    public static partial void NameFailed(this ILogger logger, Exception fault, string name);

    [LoggerMessage(2010, LogLevel.Error,
        "The processed store lacks the rows of {Files} files of {Dataset}, which the ledger names: was the store emptied or exchanged? "
        + "Files that are in the raw store are loaded again")]
    public static partial void Lost(this ILogger logger, string dataset, int files);

    [LoggerMessage(2011, LogLevel.Warning,
        "The processed store could not be compared with the ledger; the next listing will retry it, files are found all the same")]
    public static partial void StoredFilesUnknown(this ILogger logger, Exception fault);
}
