namespace Analytics.AppHost;

/// <summary>Names that resources and services know each other by.</summary>
internal static class ResourceNames
{
    /// <summary>The connection string's name, and the database's.</summary>
    public const string Database = "analytics";

    public const string RawBucket = "raw";

    public const string ProcessedBucket = "processed";

    public const string LogsBucket = "logs";

    public const string FileEventsQueue = "file-events";

    /// <summary>Of the queue for messages that are no notification.</summary>
    public static string DeadLettersOf(string queue) => $"{queue}-dead";
}
