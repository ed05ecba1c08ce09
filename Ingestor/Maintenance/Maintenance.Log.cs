namespace Analytics.Ingestor.Maintenance;

internal static partial class MaintenanceLog
{
    [LoggerMessage(2201, LogLevel.Information,
        "Removed {Files} files of old versions, {RawObjects} raw objects, {Orphans} orphans, {Folders} scratch folders; "
        + "{Abandoned} objects failed with their worker; {Unpublished} datasets queued to be published")]
    public static partial void Maintained(
        this ILogger logger, int files, int rawObjects, int orphans, int folders, int abandoned, int unpublished);

    [LoggerMessage(2202, LogLevel.Error, "Maintenance failed; the next pass will retry")]
    public static partial void MaintenanceFailed(this ILogger logger, Exception fault);

    [LoggerMessage(2203, LogLevel.Error, "Retention of {Dataset} failed; the next pass will retry")]
    public static partial void RetentionFailed(this ILogger logger, Exception fault, string dataset);
}
