using Microsoft.Extensions.Logging;

namespace Analytics.EmbeddedPostgres;

internal static partial class EmbeddedPostgresServerLog
{
    [LoggerMessage(1, LogLevel.Information, "PostgreSQL {Version} ({BinDirectory}) listens on 127.0.0.1:{Port}")]
    public static partial void Listening(this ILogger logger, Version version, string binDirectory, int port);

    [LoggerMessage(2, LogLevel.Warning, "Stopping PostgreSQL process {ProcessId}, which outlived its owner")]
    public static partial void StoppingOrphan(this ILogger logger, int processId);

    [LoggerMessage(3, LogLevel.Warning, "PostgreSQL stopped unexpectedly and is being restarted. Its last lines: {Output}")]
    public static partial void Restarting(this ILogger logger, string output);

    [LoggerMessage(4, LogLevel.Error, "PostgreSQL could not be started again; the next attempt is in {Delay}")]
    public static partial void RestartFailed(this ILogger logger, Exception exception, TimeSpan delay);

    [LoggerMessage(5, LogLevel.Debug, "postgres: {Line}")]
    public static partial void ServerLine(this ILogger logger, string line);

    [LoggerMessage(6, LogLevel.Warning,
        "PostgreSQL has been starting for {Elapsed}: recovery after a crash takes time. Its last lines: {Output}")]
    public static partial void StillStarting(this ILogger logger, TimeSpan elapsed, string output);
}
