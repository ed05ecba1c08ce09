namespace Analytics.ServiceDefaults.Health;

/// <summary>Paths that monitors ask and that telemetry leaves out.</summary>
public static class HealthPaths
{
    public const string Ready = "/health";

    public const string Alive = "/alive";
}
