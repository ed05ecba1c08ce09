namespace Analytics.Telemetry;

/// <summary>
/// Names of attributes that more than one span or metric has: the platform's own below <c>analytics.</c>, all others as OpenTelemetry's
/// semantic conventions say. Values are names and codes, never content: no row, no parameter, no message of a fault.
/// </summary>
public static class TelemetryNames
{
    public const string Dataset = "analytics.dataset";
    public const string Job = "analytics.job";
    public const string Run = "analytics.run.id";
    public const string Attempt = "analytics.attempt";
    public const string Object = "analytics.object.id";
    public const string Key = "analytics.object.key";
    public const string Version = "analytics.dataset.version";
    public const string Outcome = "analytics.outcome";
    public const string Queue = "messaging.destination.name";
    public const string ErrorType = "error.type";
}
