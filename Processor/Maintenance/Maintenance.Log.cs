namespace Analytics.Processor.Maintenance;

internal static partial class MaintenanceLog
{
    [LoggerMessage(540, LogLevel.Information, "Removed {Runs} old runs and {Files} files of runs")]
    public static partial void Maintained(this ILogger logger, int runs, int files);

    [LoggerMessage(542, LogLevel.Information, "Removed {Folders} scratch folders of dead processes")]
    public static partial void ScratchRemoved(this ILogger logger, int folders);

    [LoggerMessage(541, LogLevel.Warning, "The maintenance of runs failed; the next time is in {Delay}")]
    public static partial void MaintenanceFailed(this ILogger logger, Exception exception, TimeSpan delay);
}
