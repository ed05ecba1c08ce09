using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;
using Analytics.Fixtures.Aws.InProcess;

namespace Analytics.Fixtures.Aws;

/// <summary>
/// An S3 and SQS to talk to: the emulator whose address is in <c>AWS_ENDPOINT_URL</c>, or else one in this process.
/// Never the real AWS: a test must not be able to spend money.
/// </summary>
public static class Emulator
{
    private const string Region = "us-east-1";

    public static string Address => Given is { Length: > 0 } given ? given : InProcessAws.Shared.Value.Address;

    /// <summary>The address of an emulator of others' making; skips the test where there is none.</summary>
    public static string Separate
    {
        get
        {
            Assert.SkipWhen(string.IsNullOrEmpty(Given), "AWS_ENDPOINT_URL names no emulator of S3 and SQS (LocalStack).");
            return Given ?? "";
        }
    }

    private static string? Given => Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL");

    /// <summary>A client of the emulator, or of whatever stands between (<paramref name="address"/>).</summary>
    public static AmazonS3Client S3(string? address = null, Action<AmazonS3Config>? change = null)
    {
        var config = new AmazonS3Config
        {
            ServiceURL = address ?? Address,
            AuthenticationRegion = Region,
            ForcePathStyle = true,
            RetryMode = RequestRetryMode.Standard,
        };
        change?.Invoke(config);
        return new AmazonS3Client(new BasicAWSCredentials("test", "test"), config);
    }

    public static AmazonSQSClient Sqs(string? address = null) => new(
        new BasicAWSCredentials("test", "test"),
        new AmazonSQSConfig { ServiceURL = address ?? Address, AuthenticationRegion = Region });
}
