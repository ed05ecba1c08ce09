using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using Microsoft.Extensions.Configuration;

namespace Analytics.Aws;

/// <summary>
/// Clients of AWS with credentials of the default chain (environment, profile, instance role). <c>AWS_ENDPOINT_URL</c> alone sends
/// them to an emulator, which needs neither a region nor, for S3, bucket names in host names.
/// </summary>
public static class AwsClients
{
    private const string EndpointKey = "AWS_ENDPOINT_URL";
    private const int Retries = 5;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);

    static AwsClients() => AwsTelemetry.Register();

    public static IAmazonS3 S3(IConfiguration configuration)
    {
        // No environment variable says path style, which emulators need.
        var config = new AmazonS3Config { ForcePathStyle = Endpoint(configuration) is not null };
        Configure(config, configuration);
        return new AmazonS3Client(config);
    }

    public static IAmazonSQS Sqs(IConfiguration configuration)
    {
        var config = new AmazonSQSConfig();
        Configure(config, configuration);
        return new AmazonSQSClient(config);
    }

    private static string? Endpoint(IConfiguration configuration) =>
        configuration[EndpointKey] is { } endpoint && !string.IsNullOrWhiteSpace(endpoint) ? endpoint : null;

    private static void Configure(ClientConfig config, IConfiguration configuration)
    {
        if (Endpoint(configuration) is { } endpoint)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = configuration["AWS_REGION"] ?? RegionEndpoint.USEast1.SystemName;
        }
        else if (configuration["AWS_REGION"] is { Length: > 0 } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = Retries;
        config.ConnectTimeout = ConnectLimit;
        config.Timeout = AnswerLimit;
    }
}
