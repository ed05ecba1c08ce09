using Microsoft.Extensions.Logging;

namespace Analytics.Database;

internal static partial class MigrationsLog
{
    [LoggerMessage(100, LogLevel.Warning, "The database does not answer ({Problem}); retrying in {Delay}")]
    public static partial void DatabaseAwaited(this ILogger logger, string problem, TimeSpan delay);

    [LoggerMessage(101, LogLevel.Debug, "Migration: {Text}")]
    public static partial void MigrationDetail(this ILogger logger, string text);

    [LoggerMessage(102, LogLevel.Warning, "Migration: {Text}")]
    public static partial void MigrationWarning(this ILogger logger, Exception? exception, string text);

    [LoggerMessage(103, LogLevel.Information, "The database is up to date; migrations that ran now: {Files}")]
    public static partial void Migrated(this ILogger logger, string files);

    [LoggerMessage(104, LogLevel.Information, "Waiting for the Migrator, or a service that migrates, to bring the database to {Missing}")]
    public static partial void MigrationsAwaited(this ILogger logger, string missing);

    [LoggerMessage(105, LogLevel.Warning,
        "Charts have no login of their own: {Reason}. Let a user that may make roles migrate, or set Database:ChartsConnectionString")]
    public static partial void ChartLoginNotMade(this ILogger logger, string reason);
}
