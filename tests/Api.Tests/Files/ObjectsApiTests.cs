using System.Net;

using Analytics.Api.Tests.Support;

namespace Analytics.Api.Tests.Files;

public sealed class ObjectsApiTests(LivePlatform platform)
{
    [Fact]
    public async Task Find_TakenFile_TellsEachStepAndTheSum()
    {
        var client = await platform.ClientAsync();

        var file = await client.JsonAsync($"/api/v1/objects/{await IdAsync(client, "a.csv")}");

        var steps = file.GetProperty("steps").EnumerateArray().Select(step => step.Text("step")).ToList();
        Assert.Equal("landed", steps[0]);
        Assert.Equal("committed", steps[^1]);
        var outcome = Assert.Single(file.GetProperty("outcomes").EnumerateArray());
        Assert.Equal((4, 3, 1), (outcome.Number("records"), outcome.Number("rowsKept"), outcome.Number("rowsQuarantined")));
        Assert.True(outcome.GetProperty("balanced").GetBoolean());
        Assert.True(outcome.GetProperty("canReplay").GetBoolean());
    }

    [Fact]
    public async Task Find_CutOffFile_TellsTheFaultAndWhatToDo()
    {
        var client = await platform.ClientAsync();

        var file = await client.JsonAsync($"/api/v1/objects/{await IdAsync(client, "cut.csv.gz")}");

        Assert.Equal("rejected", file.GetProperty("object").Text("state"));
        var fault = file.GetProperty("outcomes")[0].GetProperty("fault");
        Assert.StartsWith("gzip.", fault.Text("code"));
        Assert.NotEmpty(fault.Text("message") ?? "");
        Assert.NotEmpty(fault.Text("advice") ?? "");
    }

    [Theory]
    [InlineData("key=A.CSV", 1)]
    [InlineData("dataset=flights&state=rejected", 1)]
    [InlineData("state=unclaimed", 1)]
    [InlineData("state=not-loaded", 2)]
    [InlineData("quarantine=true", 1)]
    [InlineData("key=onerror", 1)]
    [InlineData("key=no-such-file", 0)]
    public async Task List_Filtered_GivesWhatFits(string query, int expected)
    {
        var client = await platform.ClientAsync();

        var found = await client.JsonAsync($"/api/v1/objects?{query}");

        Assert.Equal(expected, found.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task List_UnknownState_ListsTheStates()
    {
        var client = await platform.ClientAsync();

        var problem = await client.ProblemAsync("/api/v1/objects?state=mislaid", HttpStatusCode.BadRequest, "invalid-request");

        Assert.Contains("committed", problem.GetProperty("errors").GetProperty("state")[0].GetString());
    }

    [Fact]
    public async Task Retake_UnderTheSameContract_IsRefusedWithTheReason()
    {
        var client = await platform.ClientAsync();

        using var answer = await client.PostAsync($"/api/v1/objects/{await IdAsync(client, "cut.csv.gz")}/retake", null, Answers.Stop);

        var problem = await answer.ProblemAsync(HttpStatusCode.Conflict, "conflict");
        Assert.Contains("Correct the contract", problem.Text("detail"));
    }

    [Fact]
    public async Task Unknown_Object_IsNotFound()
    {
        var client = await platform.ClientAsync();

        await client.ProblemAsync("/api/v1/objects/999999", HttpStatusCode.NotFound, "not-found");
        using var answer = await client.PostAsync("/api/v1/objects/999999/retake", null, Answers.Stop);
        await answer.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    internal static async Task<long> IdAsync(HttpClient client, string name) =>
        (await client.JsonAsync($"/api/v1/objects?key=incoming/flights/{name}")).GetProperty("items")[0].Number("id");
}
