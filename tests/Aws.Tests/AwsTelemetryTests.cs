using System.Diagnostics;
using Amazon.S3;
using Amazon.SQS;
using Analytics.Fixtures.Aws;
using Analytics.Fixtures.Telemetry;
using Microsoft.Extensions.Configuration;

namespace Analytics.Aws.Tests;

public sealed class AwsTelemetryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_OfS3_IsASpanWithServiceMethodBucketAndKey()
    {
        await using var bucket = await TestBucket.MakeAsync();
        using var s3 = AwsClients.S3(Configuration());
        using var spans = new RecordedSpans(AwsTelemetry.Name);

        await s3.PutObjectAsync(new() { BucketName = bucket.Name, Key = "incoming/a b.csv", ContentBody = "the content" }, Stop);
        await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => s3.GetObjectMetadataAsync(bucket.Name, "not there", Stop));
        await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => s3.ListObjectsV2Async(new() { BucketName = "no-" + bucket.Name }, Stop));

        var ours = spans.All.Where(span => $"{span.GetTagItem("aws.s3.bucket")}".EndsWith(bucket.Name, StringComparison.Ordinal)).ToList();
        Assert.Equal(["S3/PutObject", "S3/GetObjectMetadata", "S3/ListObjectsV2"], ours.Select(span => span.OperationName));
        Assert.All(ours, span => Assert.Equal(ActivityKind.Client, span.Kind));
        Assert.Equal(
            ["aws-api", "S3", "PutObject", "us-east-1", "incoming/a b.csv", 200],
            new[] { "rpc.system", "rpc.service", "rpc.method", "cloud.region", "aws.s3.key", "http.response.status_code" }
                .Select(ours[0].GetTagItem));
        Assert.NotNull(ours[0].GetTagItem("aws.request_id"));
        Assert.Equal((404, ActivityStatusCode.Unset), (ours[1].GetTagItem("http.response.status_code"), ours[1].Status));
        Assert.DoesNotContain(
            ours.SelectMany(span => span.TagObjects),
            tag => $"{tag.Value}".Contains("the content", StringComparison.Ordinal)
                || $"{tag.Value}".Contains("AWS4-HMAC", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_Refused_FailsTheSpanWithTheCode()
    {
        var configuration = Configuration();
        using var sqs = AwsClients.Sqs(configuration);
        using var spans = new RecordedSpans(AwsTelemetry.Name);
        var queue = $"{configuration["AWS_ENDPOINT_URL"]}/000000000000/none-{Guid.NewGuid():N}";

        await Assert.ThrowsAnyAsync<AmazonSQSException>(() => sqs.SendMessageAsync(queue, "a body", Stop));

        var span = Assert.Single(spans.All, span => queue.Equals(span.GetTagItem("aws.sqs.queue.url")));
        Assert.Equal(("SQS/SendMessage", ActivityStatusCode.Error), (span.OperationName, span.Status));
        Assert.Contains("NonExistentQueue", $"{span.GetTagItem("error.type")}", StringComparison.Ordinal);
    }

    private static IConfiguration Configuration() => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["AWS_ENDPOINT_URL"] = Emulator.Address, ["AWS_REGION"] = "us-east-1" })
        .Build();
}
