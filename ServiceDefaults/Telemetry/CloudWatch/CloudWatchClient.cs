using Amazon.Runtime;
using Analytics.Aws;

namespace Analytics.ServiceDefaults.Telemetry.CloudWatch;

/// <summary>The HTTP clients that exporters send with: each request signed for its service.</summary>
internal sealed class CloudWatchClient(CloudWatchOptions options, string service, Func<AWSCredentials> credentials)
{
    // Asked for at the first export: a start must not wait for a role's credentials.
    private readonly Lazy<AWSCredentials> _credentials = new(credentials);

    public HttpClient Traces() => new(Signing("xray"));

    public HttpClient Metrics() => new(Signing("monitoring"));

    public HttpClient Logs() => new(new LogStreamHandler(
        options.LogGroup.Length > 0 ? options.LogGroup : $"/analytics/{service}",
        options.LogStream.Length > 0 ? options.LogStream : Environment.MachineName)
    {
        InnerHandler = Signing("logs"),
    });

    private SigningHandler Signing(string name) => new(name, options.Region, () => _credentials.Value, TimeProvider.System)
    {
        InnerHandler = new SocketsHttpHandler(),
    };
}
