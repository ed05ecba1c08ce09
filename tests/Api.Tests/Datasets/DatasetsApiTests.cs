using System.Net;

using Analytics.Api.Tests.Support;

namespace Analytics.Api.Tests.Datasets;

public sealed class DatasetsApiTests(LivePlatform platform)
{
    [Fact]
    public async Task List_Always_TellsRowsFreshnessAndQuarantine()
    {
        var client = await platform.ClientAsync();

        var flights = Assert.Single((await client.JsonAsync("/api/v1/datasets")).EnumerateArray(), item => item.Text("name") == "flights");

        Assert.Equal((4, 1), (flights.Number("rows"), flights.Number("rowsQuarantined")));
        Assert.Equal("fresh", flights.Text("freshness"));
        Assert.Equal("P1D", flights.Text("freshWithin"));
        Assert.Equal(0.2, flights.GetProperty("quarantinedShare").GetDouble(), 5);
    }

    [Fact]
    public async Task Find_Known_TellsFieldsWithTypesAndUnits()
    {
        var client = await platform.ClientAsync();

        var delay = (await client.JsonAsync("/api/v1/datasets/flights")).GetProperty("contract").GetProperty("fields")[2];

        Assert.Equal(("delay", "int32", "minutes"), (delay.Text("name"), delay.Text("type"), delay.Text("unit")));
        Assert.Equal("≥ -60", delay.GetProperty("constraints")[0].GetString());
    }

    [Fact]
    public async Task Files_OfManyFiles_ComeInPages()
    {
        var client = await platform.ClientAsync();
        const string Files = "/api/v1/datasets/flights/versions/2/files";

        var first = await client.JsonAsync($"{Files}?limit=1");
        var second = await client.JsonAsync($"{Files}?limit=1&after={first.Number("next")}");

        Assert.NotEqual(Assert.Single(first.GetProperty("items").EnumerateArray()).Text("key"), Assert.Single(second.GetProperty("items").EnumerateArray()).Text("key"));
        Assert.Null(second.Text("next"));
    }

    [Fact]
    public async Task Find_Known_UsesTheContractsWords() =>
        Assert.Equal("utf-8", (await (await platform.ClientAsync()).JsonAsync("/api/v1/datasets/flights")).GetProperty("contract").Text("encoding"));

    [Fact]
    public async Task Versions_PageByPage_GiveEachOnce()
    {
        var client = await platform.ClientAsync();

        var first = await client.JsonAsync("/api/v1/datasets/flights/versions?limit=2");
        var second = await client.JsonAsync($"/api/v1/datasets/flights/versions?limit=2&before={first.Number("next")}");

        Assert.Equal([2, 1], first.GetProperty("items").EnumerateArray().Select(item => item.Number("version")));
        Assert.Equal([0], second.GetProperty("items").EnumerateArray().Select(item => item.Number("version")));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal(
            [1, 1, 0],
            new[] { first, second }.SelectMany(page => page.GetProperty("items").EnumerateArray()).Select(item => item.Number("objects")));
    }

    [Fact]
    public async Task Files_OfAVersion_AreThoseThatItHad()
    {
        var client = await platform.ClientAsync();

        Assert.Equal(1, (await client.JsonAsync("/api/v1/datasets/flights/versions/1/files")).GetProperty("items").GetArrayLength());
        Assert.Equal(2, (await client.JsonAsync("/api/v1/datasets/flights/versions/2/files")).GetProperty("items").GetArrayLength());
        Assert.Equal(2, (await client.JsonAsync("/api/v1/datasets/flights/versions/2")).Number("files"));
    }

    [Theory]
    [InlineData("/api/v1/datasets/nope")]
    [InlineData("/api/v1/datasets/nope/versions")]
    [InlineData("/api/v1/datasets/nope/quarantine")]
    [InlineData("/api/v1/datasets/flights/versions/99")]
    [InlineData("/api/v1/datasets/flights/versions/99/files")]
    public async Task Unknown_Anything_IsNotFound(string path) =>
        await (await platform.ClientAsync()).ProblemAsync(path, HttpStatusCode.NotFound, "not-found");

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("before=-1", "before")]
    public async Task Versions_OutOfRange_NamesTheParameter(string query, string parameter)
    {
        var client = await platform.ClientAsync();

        var problem = await client.ProblemAsync($"/api/v1/datasets/flights/versions?{query}", HttpStatusCode.BadRequest, "invalid-request");

        Assert.True(problem.GetProperty("errors").TryGetProperty(parameter, out _));
    }
}
