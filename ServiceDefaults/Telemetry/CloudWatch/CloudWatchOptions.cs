namespace Analytics.ServiceDefaults.Telemetry.CloudWatch;

/// <summary>
/// Section <c>Telemetry:CloudWatch</c>: traces, logs and metrics go straight to AWS, signed with the credentials of the default chain,
/// with no collector between. Off while <see cref="Region"/> is empty.
/// </summary>
public sealed class CloudWatchOptions
{
    public const string Section = "Telemetry:CloudWatch";

    /// <summary>Region of the endpoints, such as <c>eu-central-1</c>. Setting it turns the export on.</summary>
    public string Region { get; set; } = "";

    /// <summary>Log group; made where it is missing. Empty: <c>/analytics/&lt;service&gt;</c>.</summary>
    public string LogGroup { get; set; } = "";

    /// <summary>Log stream; made where it is missing. Empty: the machine's name.</summary>
    public string LogStream { get; set; } = "";

    /// <summary>How often metrics are sent.</summary>
    public TimeSpan MetricInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Address of another endpoint for traces (VPC endpoint, FIPS). Empty: X-Ray's in the region.</summary>
    public string TracesEndpoint { get; set; } = "";

    /// <summary>Address of another endpoint for logs. Empty: CloudWatch Logs' in the region.</summary>
    public string LogsEndpoint { get; set; } = "";

    /// <summary>Address of another endpoint for metrics. Empty: CloudWatch's in the region.</summary>
    public string MetricsEndpoint { get; set; } = "";

    internal Uri Traces => Address(TracesEndpoint, "xray", "v1/traces");

    internal Uri Logs => Address(LogsEndpoint, "logs", "v1/logs");

    internal Uri Metrics => Address(MetricsEndpoint, "monitoring", "v1/metrics");

    private Uri Address(string given, string service, string path) =>
        new(given.Length > 0 ? given : $"https://{service}.{Region}.amazonaws.com/{path}");
}
