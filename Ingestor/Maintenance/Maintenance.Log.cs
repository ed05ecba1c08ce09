namespace Analytics.Ingestor.Maintenance;

internal static partial class MaintenanceLog
{
    [LoggerMessage(2201, LogLevel.Information,
        "Removed {Files} files of old versions, {RawObjects} raw objects, {Orphans} orphans; "
        + "{Abandoned} objects failed with their worker; {Unpublished} datasets queued to be published")]
    public static partial void Maintained(
        this ILogger logger, int files, int rawObjects, int orphans, int abandoned, int unpublished);

    [LoggerMessage(2202, LogLevel.Error, "Maintenance failed; retrying in {Delay}")]
    public static partial void MaintenanceFailed(this ILogger logger, Exception fault, TimeSpan delay);

    [LoggerMessage(2204, LogLevel.Information, "Removed {Folders} scratch folders of dead processes")]
    public static partial void ScratchRemoved(this ILogger logger, int folders);

    [LoggerMessage(2203, LogLevel.Error, "Retention of {Dataset} failed; the next pass will retry")]
    public static partial void RetentionFailed(this ILogger logger, Exception fault, string dataset);
}
