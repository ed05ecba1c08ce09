using System.Text.Json;
using Aspire.Hosting.Testing;

namespace Analytics.AppHost.Tests;

public sealed class ManifestTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("manifest-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publish_TakesDatabaseBucketsAndQueuesFromParameters()
    {
        var resources = await PublishAsync();

        Assert.DoesNotContain("localstack", resources.Keys);
        Assert.DoesNotContain("postgres", resources.Keys);
        Assert.DoesNotContain("localemr", resources.Keys);
        Assert.DoesNotContain("maven-repository", resources.Keys);
        Assert.DoesNotContain("localemr-secret-key", resources.Keys);
        Assert.DoesNotContain(resources.Keys, name => name.StartsWith("spark-", StringComparison.Ordinal));
        Assert.False(resources["processor"].GetProperty("env").TryGetProperty("Emr__Endpoint", out _));
        foreach (var service in new[] { "ingestor", "processor", "api" })
        {
            var environment = resources[service].GetProperty("env");
            Assert.Equal("{analytics.connectionString}", environment.GetProperty("ConnectionStrings__analytics").GetString());
            Assert.Equal("Iam", environment.GetProperty("Database__Authentication").GetString());
            Assert.Equal("{database-root-certificate.value}", environment.GetProperty("Database__RootCertificate").GetString());
            Assert.Equal("{raw-bucket.value}", environment.GetProperty("Storage__RawBucket").GetString());
            Assert.Equal("{processed-bucket.value}", environment.GetProperty("Storage__ProcessedBucket").GetString());
            Assert.Equal("{catalogue-path.value}", environment.GetProperty("Catalogue__Path").GetString());
        }

        var ingestor = resources["ingestor"].GetProperty("env");
        Assert.Equal("{file-events-queue-url.value}", ingestor.GetProperty("FileEvents__Sqs__QueueUrl").GetString());
        Assert.Equal("{dead-letter-queue-url.value}", ingestor.GetProperty("FileEvents__Sqs__DeadLetterQueueUrl").GetString());
    }

    [Fact]
    public async Task Publish_HoldsNothingOfThisMachineAndNoKey()
    {
        var resources = await PublishAsync();

        foreach (var (name, resource) in resources)
        {
            var environment = resource.TryGetProperty("env", out var found) ? found.GetRawText() : "";
            Assert.False(environment.Contains(AppContext.BaseDirectory[..8], StringComparison.Ordinal), $"{name}: {environment}");
            Assert.DoesNotContain("AWS_SECRET_ACCESS_KEY", environment, StringComparison.Ordinal);
            Assert.DoesNotContain("AWS_ENDPOINT_URL", environment, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<Dictionary<string, JsonElement>> PublishAsync()
    {
        var path = Path.Combine(_folder.FullName, "manifest.json");
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--operation", "publish", "--publisher", "manifest", "--output-path", path], Stop);
        await using (var application = await builder.BuildAsync(Stop))
        {
            await application.RunAsync(Stop);
        }

        await using var stream = File.OpenRead(path);
        using var manifest = await JsonDocument.ParseAsync(stream, cancellationToken: Stop);
        return manifest.RootElement.GetProperty("resources").EnumerateObject()
            .ToDictionary(resource => resource.Name, resource => resource.Value.Clone(), StringComparer.Ordinal);
    }
}
