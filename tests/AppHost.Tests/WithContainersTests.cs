using Analytics.AppHost.Tests.Support;
using Aspire.Hosting.ApplicationModel;

namespace Analytics.AppHost.Tests;

public sealed class WithContainersTests(WithContainers shared) : IClassFixture<WithContainers>
{
    private Composition Composition => shared.Composition;

    [Theory]
    [InlineData("ingestor")]
    [InlineData("processor")]
    [InlineData("api")]
    public async Task Service_StartsAfterMigrationsAndEmulator(string service)
    {
        var waits = Composition.WaitsOf(service).ToList();

        Assert.Contains(("migrator", WaitType.WaitForCompletion), waits);
        Assert.Contains(("localstack", WaitType.WaitUntilHealthy), waits);
        Assert.Contains(("analytics", WaitType.WaitUntilHealthy), Composition.WaitsOf("migrator"));
        Assert.Equal("false", (await Composition.EnvironmentOfAsync(service))["Database__Migrate"]);
    }

    [Theory]
    [InlineData("ingestor")]
    [InlineData("processor")]
    [InlineData("api")]
    [InlineData("sample-data")]
    public async Task Service_TalksToTheEmulatorAlone(string service)
    {
        var environment = await Composition.EnvironmentOfAsync(service);

        Assert.StartsWith("http://localhost:", environment["AWS_ENDPOINT_URL"], StringComparison.Ordinal);
        Assert.Equal("test", environment["AWS_ACCESS_KEY_ID"]);
        Assert.Equal("raw", environment["Storage__RawBucket"]);
        Assert.Equal("processed", environment["Storage__ProcessedBucket"]);
        Assert.DoesNotContain("Storage__RawPath", environment.Keys);
    }

    [Fact]
    public async Task Ingestor_ListensToTheQueueThatTheEmulatorMakes()
    {
        var ingestor = await Composition.EnvironmentOfAsync("ingestor");
        var emulator = await Composition.EnvironmentOfAsync("localstack");

        Assert.Equal("raw,processed,logs", emulator["PREPARE_BUCKETS"]);
        Assert.Equal("raw:file-events", emulator["PREPARE_FILE_EVENTS"]);
        Assert.EndsWith("/000000000000/file-events", ingestor["FileEvents__Sqs__QueueUrl"], StringComparison.Ordinal);
        Assert.EndsWith("/000000000000/file-events-dead", ingestor["FileEvents__Sqs__DeadLetterQueueUrl"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Emulator_IsTheLastImageThatNeedsNoToken_AndGetsOneOnlyWhereItIsSet()
    {
        await using var with = await Support.Composition.OfAsync("--LocalStack:AuthToken=secret");

        Assert.Equal("4.14.0", Assert.Single(Composition.Of("localstack").Annotations.OfType<ContainerImageAnnotation>()).Tag);
        Assert.DoesNotContain("LOCALSTACK_AUTH_TOKEN", (await Composition.EnvironmentOfAsync("localstack")).Keys);
        Assert.Equal("secret", (await with.EnvironmentOfAsync("localstack"))["LOCALSTACK_AUTH_TOKEN"]);
    }

    [Fact]
    public async Task LocalEmr_RunsStepsOnTheSparkInContainers_OverTheEmulator()
    {
        var localEmr = await Composition.EnvironmentOfAsync("localemr");
        var waits = Composition.WaitsOf("localemr").ToList();

        Assert.Contains(("localstack", WaitType.WaitUntilHealthy), waits);
        Assert.Contains(("spark-worker", WaitType.WaitUntilHealthy), waits);
        Assert.Equal("http://localhost:6066", localEmr["LocalEmr__SparkRestUrl"]);
        Assert.Equal("http://localhost:8080", localEmr["LocalEmr__SparkMasterUiUrl"]);
        Assert.Equal("http://localhost:4566", localEmr["AWS_ENDPOINT_URL"]);
        Assert.DoesNotContain("SPARK_HOME", localEmr.Keys);
        Assert.NotEmpty(Composition.Of("localemr").Annotations.OfType<HealthCheckAnnotation>());
    }

    [Fact]
    public async Task Worker_StartsAfterMasterAndEmulator_AndShowsItsLogsOutsideTheContainers()
    {
        var waits = Composition.WaitsOf("spark-worker").ToList();

        Assert.Contains(("spark-master", WaitType.WaitUntilHealthy), waits);
        Assert.Contains(("localstack", WaitType.WaitUntilHealthy), waits);
        Assert.NotEmpty(Composition.Of("spark-master").Annotations.OfType<HealthCheckAnnotation>());
        Assert.NotEmpty(Composition.Of("spark-worker").Annotations.OfType<HealthCheckAnnotation>());
        Assert.Equal("localhost", (await Composition.EnvironmentOfAsync("spark-worker"))["SPARK_PUBLIC_DNS"]);
    }

    [Fact]
    public async Task Processor_RunsJobsOnLocalEmr_AndStartsWithoutIt()
    {
        Assert.Equal("http://localhost:4567", (await Composition.EnvironmentOfAsync("processor"))["Emr__Endpoint"]);
        Assert.DoesNotContain("localemr", Composition.WaitsOf("processor").Select(wait => wait.Name));
        Assert.DoesNotContain("Emr__Endpoint", (await Composition.EnvironmentOfAsync("api")).Keys);
    }

    [Fact]
    public async Task LocalEmr_TakesTheProcessorsKeyAlone()
    {
        var localEmr = await Composition.EnvironmentOfAsync("localemr");
        var processor = await Composition.EnvironmentOfAsync("processor");

        Assert.True(localEmr["LocalEmr__SecretKey"].Length >= 40);
        Assert.Equal(localEmr["LocalEmr__SecretKey"], processor["Emr__SecretKey"]);
        Assert.Equal(localEmr["LocalEmr__AccessKey"], processor["Emr__AccessKey"]);
        Assert.DoesNotContain("Emr__SecretKey", (await Composition.EnvironmentOfAsync("api")).Keys);
    }

    [Fact]
    public async Task Spark_TakesItsJarsFromTheRepositoryThatIsTold()
    {
        await using var told = await Support.Composition.OfAsync("--MAVEN_REPOSITORY=https://maven.example/repository");
        var build = Assert.Single(told.Of("spark-worker").Annotations.OfType<DockerfileBuildAnnotation>());
        var maven = Assert.IsType<ParameterResource>(build.BuildArguments["MAVEN"]);

        Assert.Equal("https://maven.example/repository", await maven.GetValueAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("ingestor")]
    [InlineData("processor")]
    [InlineData("api")]
    [InlineData("localemr")]
    public async Task Service_ChoosesItsTracesItself_UnlessTheOperatorNamesASampler(string service)
    {
        await using var named = await Support.Composition.OfAsync("--OTEL_TRACES_SAMPLER=always_off");

        Assert.DoesNotContain("OTEL_TRACES_SAMPLER", (await Composition.EnvironmentOfAsync(service)).Keys);
        Assert.Equal("always_off", (await named.EnvironmentOfAsync(service))["OTEL_TRACES_SAMPLER"]);
    }

    [Fact]
    public void DatabaseAndEmulator_KeepEquallyMuch_SoThatNoLedgerOutlivesItsFiles()
    {
        foreach (var name in new[] { "postgres", "localstack" })
        {
            Assert.DoesNotContain(
                Composition.Of(name).Annotations.OfType<ContainerMountAnnotation>(), mount => mount.Type == ContainerMountType.Volume);
            Assert.DoesNotContain(
                Composition.Of(name).Annotations.OfType<ContainerLifetimeAnnotation>(),
                lifetime => lifetime.Lifetime == ContainerLifetime.Persistent);
        }
    }

    [Theory]
    [InlineData("land-sample-data")]
    [InlineData("replay-dead-letters")]
    public void Api_HasTheOperatorsCommand(string command)
    {
        var found = Assert.Single(
            Composition.Of("api").Annotations.OfType<ResourceCommandAnnotation>(), annotation => annotation.Name == command);

        Assert.NotEmpty(found.ConfirmationMessage ?? "");
        Assert.NotEmpty(found.IconName ?? "");
    }

    [Fact]
    public void SampleData_WaitsForThePersonWhoAsksForIt()
    {
        Assert.Single(Composition.Of("sample-data").Annotations.OfType<ExplicitStartupAnnotation>());
    }
}
