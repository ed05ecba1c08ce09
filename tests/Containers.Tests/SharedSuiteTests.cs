namespace Analytics.Containers.Tests;

/// <summary>What is tested against an emulator that is there, once more against containers that these tests start.</summary>
public sealed class SharedSuiteTests(PlatformContainers containers) : IClassFixture<PlatformContainers>
{
    [Theory]
    [InlineData("Analytics.Storage.Tests.S3.S3ObjectStoreTests")]
    [InlineData("Analytics.Storage.Tests.S3.S3FaultTests")]
    [InlineData("Analytics.Storage.Tests.FileEvents.Sqs.SqsFileEventsTests")]
    public async Task StoreAndEvents_OverLocalStackInAContainer_Pass(string suite)
    {
        ContainerRuntime.Require();

        await TestProgram.RunAsync("Storage.Tests", suite, await EmulatorAsync());
    }

    [Theory]
    [InlineData("Analytics.EndToEnd.Tests.Journeys.S3JourneyTests")]
    [InlineData("Analytics.EndToEnd.Tests.Journeys.UnnotifiedS3JourneyTests")]
    public async Task Journey_OverLocalStackAndPostgresInContainers_Passes(string suite)
    {
        ContainerRuntime.Require();
        var environment = await EmulatorAsync();
        environment["ConnectionStrings__analytics"] = await containers.NewDatabaseAsync();

        await TestProgram.RunAsync("EndToEnd.Tests", suite, environment);
    }

    private async Task<Dictionary<string, string>> EmulatorAsync() => new()
    {
        ["AWS_ENDPOINT_URL"] = await containers.EndpointAsync(),
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_REGION"] = "us-east-1",
    };
}
