using Analytics.AppHost.Tests.Support;
using Aspire.Hosting.ApplicationModel;

namespace Analytics.AppHost.Tests;

public sealed class WithoutContainersTests
{
    private const string Connection = "Host=db.example;Database=analytics;Username=me";

    [Fact]
    public async Task Services_TakeAConnectionStringAndAFolder_AndNoContainerIsThere()
    {
        await using var composition = await Composition.OfAsync(
            "--UseContainers=false", $"--ConnectionStrings:analytics={Connection}", "--Parameters:data-directory=/var/lib/analytics",
            "--SPARK_HOME=");

        Assert.Empty(composition.Resources.OfType<ContainerResource>());
        foreach (var service in new[] { "ingestor", "processor", "api" })
        {
            var environment = await composition.EnvironmentOfAsync(service);
            Assert.Equal(Connection, environment["ConnectionStrings__analytics"]);
            Assert.Equal("/var/lib/analytics/raw", environment["Storage__RawPath"]);
            Assert.Equal("/var/lib/analytics/processed", environment["Storage__ProcessedPath"]);
            Assert.DoesNotContain("AWS_ENDPOINT_URL", environment.Keys);
            Assert.DoesNotContain("Storage__RawBucket", environment.Keys);
            Assert.DoesNotContain("Emr__Endpoint", environment.Keys);
            Assert.Equal([("migrator", WaitType.WaitForCompletion)], composition.WaitsOf(service));
        }

        Assert.DoesNotContain("localemr", composition.Resources.Select(resource => resource.Name));
    }

    [Theory]
    [InlineData("/opt/streaming.jar")]
    [InlineData(null)]
    public async Task LocalEmr_RunsOnAnInstalledSpark(string? streamingJar)
    {
        await using var composition = await Composition.OfAsync(
            "--UseContainers=false", $"--ConnectionStrings:analytics={Connection}", "--SPARK_HOME=/opt/spark",
            $"--HADOOP_STREAMING_JAR={streamingJar}");

        var environment = await composition.EnvironmentOfAsync("localemr");
        Assert.Empty(composition.Resources.OfType<ContainerResource>());
        Assert.Equal("/opt/spark", environment["SPARK_HOME"]);
        Assert.Equal(streamingJar, environment.GetValueOrDefault("HADOOP_STREAMING_JAR"));
        Assert.DoesNotContain("LocalEmr__SparkRestUrl", environment.Keys);
        Assert.Equal("http://localhost:4567", (await composition.EnvironmentOfAsync("processor"))["Emr__Endpoint"]);
        Assert.Empty(composition.WaitsOf("localemr"));
    }
}
