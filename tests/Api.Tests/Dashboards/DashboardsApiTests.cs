using System.Net;

using Analytics.Api.Tests.Support;

namespace Analytics.Api.Tests.Dashboards;

public sealed class DashboardsApiTests(LivePlatform platform)
{
    private const string Chart = "/api/v1/dashboards/flights/charts/delays";

    [Fact]
    public async Task Chart_WithAResult_GivesRowsAndWhereTheyCameFrom()
    {
        var client = await platform.ClientAsync();

        var chart = await client.JsonAsync(Chart);

        Assert.Equal(["BGO", "OSL", "SVG"], chart.GetProperty("rows").EnumerateArray().Select(row => row[0].GetString()));
        Assert.Equal(15, chart.GetProperty("rows")[1][1].GetDouble());
        var source = chart.GetProperty("sources")[0];
        Assert.True(source.Number("runId") > 0);
        Assert.Equal(2, source.GetProperty("inputs").Number("flights"));
        Assert.Equal(0.2, source.GetProperty("quarantinedShare").GetDouble(), 5);
        Assert.EndsWith("Z", source.Text("dataTime"));
    }

    [Fact]
    public async Task Chart_WithAFilter_BindsItsValue()
    {
        var client = await platform.ClientAsync();

        Assert.Equal(1, (await client.JsonAsync($"{Chart}?least=2")).GetProperty("rows").GetArrayLength());
    }

    [Theory]
    [InlineData("least=many")]
    [InlineData("least=0;%20drop%20table%20results.delays")]
    [InlineData("other=1")]
    public async Task Chart_FaultyFilter_IsAnInvalidRequest(string query)
    {
        var client = await platform.ClientAsync();

        var problem = await client.ProblemAsync($"{Chart}?{query}", HttpStatusCode.BadRequest, "invalid-request");

        Assert.Equal(query[..query.IndexOf('=')], Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task Chart_WithoutAResult_SaysWhatIsAwaited()
    {
        var client = await platform.ClientAsync();

        var chart = await client.JsonAsync("/api/v1/dashboards/flights/charts/awaited");

        Assert.Equal(0, chart.GetProperty("rows").GetArrayLength());
        Assert.Contains("unrun has no result", chart.Text("awaited"));
    }

    [Fact]
    public async Task Chart_AskedAgainWithItsTag_IsNotSentAgain()
    {
        var client = await platform.ClientAsync();
        using var first = await client.GetAsync(Chart, Answers.Stop);
        using var request = new HttpRequestMessage(HttpMethod.Get, Chart);
        Assert.NotNull(first.Headers.ETag);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag);

        using var second = await client.SendAsync(request, Answers.Stop);
        using var other = await client.GetAsync($"{Chart}?least=2", Answers.Stop);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.True(second.Headers.CacheControl?.NoCache);
        Assert.NotEqual(first.Headers.ETag, other.Headers.ETag);
    }

    [Fact]
    public async Task Dashboard_Known_ListsItsChartsAndFilters()
    {
        var client = await platform.ClientAsync();

        var dashboard = await client.JsonAsync("/api/v1/dashboards/flights");

        Assert.Equal("bar", dashboard.GetProperty("charts")[0].Text("kind"));
        Assert.Equal("least", dashboard.GetProperty("filters")[0].Text("name"));
        Assert.Equal(2, (await client.JsonAsync("/api/v1/dashboards")).GetArrayLength());
    }

    [Theory]
    [InlineData("/api/v1/dashboards/nope")]
    [InlineData("/api/v1/dashboards/nope/charts/x")]
    [InlineData("/api/v1/dashboards/flights/charts/nope")]
    public async Task Unknown_Anything_IsNotFound(string path) =>
        await (await platform.ClientAsync()).ProblemAsync(path, HttpStatusCode.NotFound, "not-found");
}
