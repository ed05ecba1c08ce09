using Microsoft.Extensions.Logging;

namespace Analytics.Engines.Sandbox;

public sealed partial class EngineSandbox
{
    [LoggerMessage(4001, LogLevel.Warning, "The sandbox is weaker than it should be: {Missing}.")]
    private partial void LogMissing(string missing);

    [LoggerMessage(4002, LogLevel.Warning,
        "Embedded engines keep root's user, without its capabilities: user {UserId} has no access to {Path}.")]
    private partial void LogHidden(int userId, string path);

    [LoggerMessage(4003, LogLevel.Information, "Sandbox isolation of embedded engines: {Standing}")]
    private partial void LogWalls(string standing);
}
