using DbUp.Engine.Output;

using Microsoft.Extensions.Logging;

namespace Analytics.Database;

/// <summary>Leads what DbUp says into the service's own log.</summary>
internal sealed class MigrationLog(ILogger logger) : IUpgradeLog
{
    public void LogTrace(string format, params object[] args) => logger.MigrationDetail(Text(format, args));

    public void LogDebug(string format, params object[] args) => logger.MigrationDetail(Text(format, args));

    public void LogInformation(string format, params object[] args) => logger.MigrationDetail(Text(format, args));

    public void LogWarning(string format, params object[] args) => logger.MigrationWarning(null, Text(format, args));

    public void LogError(string format, params object[] args) => logger.MigrationWarning(null, Text(format, args));

    public void LogError(Exception ex, string format, params object[] args) => logger.MigrationWarning(ex, Text(format, args));

    private static string Text(string format, object[] args) => args.Length == 0 ? format : string.Format(format, args);
}
