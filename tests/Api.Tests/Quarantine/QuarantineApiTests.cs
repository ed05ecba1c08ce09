using System.Net;

using Analytics.Api.Tests.Files;
using Analytics.Api.Tests.Support;

namespace Analytics.Api.Tests.Quarantine;

public sealed class QuarantineApiTests(LivePlatform platform)
{
    [Fact]
    public async Task Records_OfAnOutcome_ShowTheWholeRecordItsPlaceAndWhatItBroke()
    {
        var client = await platform.ClientAsync();

        var page = await client.JsonAsync($"/api/v1/outcomes/{await OutcomeAsync(client)}/quarantine");

        Assert.Equal(1, page.Number("total"));
        var record = Assert.Single(page.GetProperty("records").EnumerateArray());
        Assert.Equal(4, record.Number("recordNumber"));
        Assert.Equal(LivePlatform.Csv.IndexOf("TRD", StringComparison.Ordinal), record.Number("byteOffset"));
        Assert.Equal("TRD,2001-01-04,late", record.Text("raw")?.TrimEnd('\n'));
        var violation = Assert.Single(record.GetProperty("violations").EnumerateArray());
        Assert.Equal(("delay", "type", "late"), (violation.Text("column"), violation.Text("rule"), violation.Text("value")));
    }

    [Fact]
    public async Task Records_PastTheLast_AreNone()
    {
        var client = await platform.ClientAsync();

        var page = await client.JsonAsync($"/api/v1/outcomes/{await OutcomeAsync(client)}/quarantine?offset=1");

        Assert.Equal(0, page.GetProperty("records").GetArrayLength());
    }

    [Fact]
    public async Task Dataset_Rules_CountEachColumnAndRule()
    {
        var client = await platform.ClientAsync();

        var rule = Assert.Single((await client.JsonAsync("/api/v1/datasets/flights/quarantine")).EnumerateArray());

        Assert.Equal(("delay", "type", 1), (rule.Text("column"), rule.Text("rule"), rule.Number("violations")));
    }

    [Fact]
    public async Task Replay_UnderTheSameContract_IsRefusedWithTheReason()
    {
        var client = await platform.ClientAsync();

        using var answer = await client.PostAsync($"/api/v1/outcomes/{await OutcomeAsync(client)}/replay", null, Answers.Stop);

        var problem = await answer.ProblemAsync(HttpStatusCode.Conflict, "conflict");
        Assert.Contains("Correct the contract", problem.Text("detail"));
    }

    [Fact]
    public async Task Unknown_Outcome_IsNotFound()
    {
        var client = await platform.ClientAsync();

        await client.ProblemAsync("/api/v1/outcomes/999999/quarantine", HttpStatusCode.NotFound, "not-found");
        using var answer = await client.PostAsync("/api/v1/outcomes/999999/replay", null, Answers.Stop);
        await answer.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    private static async Task<long> OutcomeAsync(HttpClient client) =>
        (await client.JsonAsync($"/api/v1/objects/{await ObjectsApiTests.IdAsync(client, "a.csv")}")).GetProperty("outcomes")[0].Number("id");
}
