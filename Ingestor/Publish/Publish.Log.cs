namespace Analytics.Ingestor.Publish;

internal static partial class PublishLog
{
    [LoggerMessage(2301, LogLevel.Debug, "Published: version {Version} of {Dataset} in its Delta Lake log ({Commits} commits written)")]
    public static partial void Published(this ILogger logger, long version, string dataset, int commits);

    [LoggerMessage(2302, LogLevel.Warning,
        "The database or store is unavailable or full: retrying to publish version {Version} of {Dataset} in {Delay}")]
    public static partial void PublishWaits(this ILogger logger, Exception fault, long version, string dataset, TimeSpan delay);
}
