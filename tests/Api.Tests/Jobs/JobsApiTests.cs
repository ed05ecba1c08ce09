using System.Net;

using Analytics.Api.Tests.Support;

namespace Analytics.Api.Tests.Jobs;

public sealed class JobsApiTests(LivePlatform platform)
{
    [Fact]
    public async Task Find_Known_TellsTriggersParametersAndItsLastRun()
    {
        var client = await platform.ClientAsync();

        var job = await client.JsonAsync("/api/v1/jobs/delays");

        Assert.Equal("new version of flights", job.GetProperty("triggers")[0].GetString());
        Assert.Equal(("least", "int32", "0"), (
            job.GetProperty("parameters")[0].Text("name"), job.GetProperty("parameters")[0].Text("type"),
            job.GetProperty("parameters")[0].Text("default")));
        Assert.Equal("succeeded", job.GetProperty("lastRun").Text("state"));
        Assert.Contains((await client.JsonAsync("/api/v1/jobs")).EnumerateArray(), item => item.Text("name") == "delays");
    }

    [Fact]
    public async Task Unknown_Job_IsNotFound() =>
        await (await platform.ClientAsync()).ProblemAsync("/api/v1/jobs/nope", HttpStatusCode.NotFound, "not-found");
}
