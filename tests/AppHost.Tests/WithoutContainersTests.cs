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
            "--UseContainers=false", $"--ConnectionStrings:analytics={Connection}", "--Parameters:data-directory=/var/lib/analytics");

        Assert.Empty(composition.Resources.OfType<ContainerResource>());
        foreach (var service in new[] { "ingestor", "processor", "api" })
        {
            var environment = await composition.EnvironmentOfAsync(service);
            Assert.Equal(Connection, environment["ConnectionStrings__analytics"]);
            Assert.Equal("/var/lib/analytics/raw", environment["Storage__RawPath"]);
            Assert.Equal("/var/lib/analytics/processed", environment["Storage__ProcessedPath"]);
            Assert.DoesNotContain("AWS_ENDPOINT_URL", environment.Keys);
            Assert.DoesNotContain("Storage__RawBucket", environment.Keys);
            Assert.Equal([("migrator", WaitType.WaitForCompletion)], composition.WaitsOf(service));
        }
    }
}
