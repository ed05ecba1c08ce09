using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Analytics.AppHost.Tests;

/// <summary>The whole of it, started. Needs Docker.</summary>
[Trait("Category", "Docker")]
public sealed class StartTests
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(5);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SampleData_LandedByTheCommand_BecomesDatasets()
    {
        Assert.SkipUnless(
            File.Exists("/var/run/docker.sock") || Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 },
            "No container runtime is here.");
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(Stop);
        Forget(builder);
        await using var application = await builder.BuildAsync(Stop);
        await application.StartAsync(Stop).WaitAsync(LongEnough, Stop);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("api", Stop).WaitAsync(LongEnough, Stop);

        var landed = await application.Services.GetRequiredService<ResourceCommandService>()
            .ExecuteCommandAsync("api", "land-sample-data", Stop);
        Assert.True(landed.Success, landed.Message);
        await application.ResourceNotifications.WaitForResourceAsync("sample-data", KnownResourceStates.Finished, Stop)
            .WaitAsync(LongEnough, Stop);

        using var s3 = new AmazonS3Client(new BasicAWSCredentials("test", "test"), new AmazonS3Config
        {
            ServiceURL = application.GetEndpoint("localstack", "http").ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
        });
        var raw = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "raw" }, Stop);
        Assert.Equal(5, raw.S3Objects.Count);
        using var api = application.CreateHttpClient("api");
        using var looks = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (!(await api.GetStringAsync("/api/v1/objects?state=committed", Stop)).Contains("flights-3m", StringComparison.Ordinal))
        {
            await looks.WaitForNextTickAsync(Stop);
        }

        using var health = await api.GetAsync("/health", Stop);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    // A test leaves nothing behind: neither containers that outlive it nor a volume.
    private static void Forget(IDistributedApplicationTestingBuilder builder)
    {
        foreach (var resource in builder.Resources.OfType<ContainerResource>())
        {
            foreach (var lasting in resource.Annotations.Where(
                annotation => annotation is ContainerLifetimeAnnotation or ContainerMountAnnotation).ToList())
            {
                resource.Annotations.Remove(lasting);
            }
        }
    }
}
