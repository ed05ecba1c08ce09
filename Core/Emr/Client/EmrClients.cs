using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Analytics.Aws;
using Microsoft.Extensions.Configuration;

namespace Analytics.Emr.Client;

/// <summary>Makes the client from the configuration, with credentials of the default chain.</summary>
internal static class EmrClients
{
    private const string EndpointKey = "AWS_ENDPOINT_URL_EMR";
    private const string AccessKey = "AWS_ACCESS_KEY_ID";
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);

    /// <summary>Whether the configuration says where EMR is, or that Amazon's may be used.</summary>
    public static bool IsEnabled(IConfiguration configuration)
    {
        var options = configuration.GetSection(EmrOptions.Section).Get<EmrOptions>() ?? new EmrOptions();
        return options.Enabled || Endpoint(configuration, options) is not null;
    }

    public static EmrClient Create(
        IConfiguration configuration, EmrOptions options, TimeProvider time, TimeSpan? firstDelay = null)
    {
        var region = configuration["AWS_REGION"] is { Length: > 0 } name ? name : RegionEndpoint.USEast1.SystemName;
        var address = new Uri(Endpoint(configuration, options) ?? $"https://{EmrClient.Service}.{region}.amazonaws.com");

        // A LocalEmr without a key of its own asks for any signature: a laptop need not have any credentials.
        var credentials = new Lazy<AWSCredentials>(() => options.AccessKey.Length > 0
            ? new BasicAWSCredentials(options.AccessKey, options.SecretKey)
            : address.IsLoopback && string.IsNullOrEmpty(configuration[AccessKey])
                ? new BasicAWSCredentials("local", "local")
                : DefaultAWSCredentialsIdentityResolver.GetCredentials());
        var signing = new SigningHandler(EmrClient.Service, region, () => credentials.Value, time)
        {
            InnerHandler = new SocketsHttpHandler
            {
                ConnectTimeout = ConnectLimit,
                PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            },
        };
        return new EmrClient(new HttpClient(signing) { BaseAddress = address, Timeout = AnswerLimit }, time)
        {
            FirstDelay = firstDelay ?? EmrClient.UsualDelay,
        };
    }

    /// <summary>Whether the EMR is Amazon's own.</summary>
    public static bool IsAmazons(IConfiguration configuration, EmrOptions options) =>
        Endpoint(configuration, options) is not { } endpoint
        || new Uri(endpoint).Host is var host && (host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".amazonaws.com.cn", StringComparison.OrdinalIgnoreCase));

    private static string? Endpoint(IConfiguration configuration, EmrOptions options) =>
        options.Endpoint.Length > 0 ? options.Endpoint : configuration[EndpointKey] is { Length: > 0 } endpoint ? endpoint : null;
}
