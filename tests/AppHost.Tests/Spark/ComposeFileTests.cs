using System.Text.RegularExpressions;
using Analytics.AppHost.Tests.Support;
using Aspire.Hosting.ApplicationModel;

namespace Analytics.AppHost.Tests.Spark;

/// <summary>The AppHost and <c>docker-compose.spark.yml</c> compose the same.</summary>
public sealed partial class ComposeFileTests(WithContainers shared) : IClassFixture<WithContainers>
{
    private static readonly ComposeFile Compose = ComposeFile.Read();

    private Composition Composition => shared.Composition;

    [Fact]
    public void LocalStack_IsTheSameImageAtTheSamePort()
    {
        var image = Assert.Single(Composition.Of("localstack").Annotations.OfType<ContainerImageAnnotation>());

        Assert.Equal(Compose.Image("localstack"), $"{image.Image}:{image.Tag}");
        Assert.Equal(Compose.Ports("localstack"), Ports("localstack"));
    }

    [Theory]
    [InlineData("spark-master")]
    [InlineData("spark-worker")]
    public async Task Spark_IsBuiltFromTheSameFileAndStartedAlike(string service)
    {
        var build = Assert.Single(Composition.Of(service).Annotations.OfType<DockerfileBuildAnnotation>());
        var (folder, arguments) = Compose.Build(service);

        Assert.Equal(Path.GetFullPath(folder), build.ContextPath);
        Assert.Equal(Path.Combine(build.ContextPath, "Dockerfile"), build.DockerfilePath);
        Assert.Equal(arguments.Keys, build.BuildArguments.Keys);
        Assert.Equal(Compose.Command(service), await Composition.ArgumentsOfAsync(service));
    }

    [Fact]
    public async Task Spark_HasTheSameEnvironmentAndPorts()
    {
        var master = await Composition.EnvironmentOfAsync("spark-master");
        var worker = await Composition.EnvironmentOfAsync("spark-worker");

        Assert.Equal(Compose.Environment("spark-master")["SPARK_MASTER_OPTS"], master["SPARK_MASTER_OPTS"]);
        foreach (var (name, value) in Compose.Environment("spark-worker"))
        {
            Assert.Equal(value, worker[name]);
        }

        Assert.Equal(Compose.Ports("spark-master"), Ports("spark-master"));
        Assert.Equal(Compose.Ports("spark-worker"), Ports("spark-worker"));
    }

    [Fact]
    public async Task LocalEmr_IsToldTheSameAtTheSamePort()
    {
        var told = Compose.Environment("localemr");
        var localEmr = await Composition.EnvironmentOfAsync("localemr");

        Assert.Equal(told["LocalEmr__SparkMasterUrl"], localEmr["LocalEmr__SparkMasterUrl"]);
        Assert.Equal(told["LocalEmr__SparkStreamingJar"], localEmr["LocalEmr__SparkStreamingJar"]);
        Assert.Equal(told["AWS_ENDPOINT_URL"], localEmr["LocalEmr__SparkS3Endpoint"]);
        Assert.Equal(new Uri(told["LocalEmr__SparkRestUrl"]).Port, new Uri(localEmr["LocalEmr__SparkRestUrl"]).Port);
        Assert.Equal(new Uri(told["LocalEmr__SparkMasterUiUrl"]).Port, new Uri(localEmr["LocalEmr__SparkMasterUiUrl"]).Port);
        Assert.Equal(Compose.Ports("localemr"), Ports("localemr"));
        Assert.Equal("localemr", told["LocalEmr__AllowedHosts"]);
        Assert.Equal("${LOCALEMR_SECRET_KEY:-}", told["LocalEmr__SecretKey"]);
    }

    [Fact]
    public async Task Image_HoldsTheSparkThatItsTagNames_AndTheJarsThatLocalEmrNames()
    {
        var (folder, _) = Compose.Build("spark-master");
        var dockerfile = await File.ReadAllTextAsync(Path.Combine(folder, "Dockerfile"), TestContext.Current.CancellationToken);

        Assert.Contains($"FROM apache/spark:{Compose.Image("spark-master").Split(':')[1]}-", dockerfile, StringComparison.Ordinal);
        Assert.Contains(
            "/" + Path.GetFileName(Compose.Environment("localemr")["LocalEmr__SparkStreamingJar"]), dockerfile, StringComparison.Ordinal);
        foreach (var jar in new[] { "hadoop-aws", "aws-java-sdk-bundle", "delta-spark", "delta-storage", "postgresql" })
        {
            Assert.Contains($"/{jar}", dockerfile, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("docker-compose.spark.yml")]
    [InlineData("AppHost/Spark/Dockerfile")]
    public async Task Files_NameNoPackageHost(string file)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(ComposeFile.Repository, file), TestContext.Current.CancellationToken);

        Assert.DoesNotMatch(ForeignAddress(), text);
    }

    private IEnumerable<int> Ports(string service) => Composition.Of(service).Annotations.OfType<EndpointAnnotation>()
        .Select(endpoint => Assert.NotNull(endpoint.Port)).Order();

    /// <summary>An address with a domain, so that it is neither a number nor a service of the file.</summary>
    [GeneratedRegex(@"https?://[\w.-]+\.[A-Za-z]", RegexOptions.None, 1000)]
    private static partial Regex ForeignAddress();
}
