using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;

namespace Analytics.Fixtures.Aws;

/// <summary>
/// An S3 and SQS to talk to: an emulator whose address is in <c>AWS_ENDPOINT_URL</c>. Without one, tests that need it are skipped.
/// Never the real AWS: a test must not be able to spend money.
/// </summary>
public static class Emulator
{
    private const string Region = "us-east-1";

    /// <summary>The emulator's address; skips the test where there is none.</summary>
    public static string Address
    {
        get
        {
            var address = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL");
            Assert.SkipWhen(string.IsNullOrEmpty(address), "AWS_ENDPOINT_URL names no emulator of S3 and SQS (LocalStack).");
            return address ?? "";
        }
    }

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
