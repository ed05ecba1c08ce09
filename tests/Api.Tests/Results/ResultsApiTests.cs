using System.Net;
using System.Net.Http.Headers;

using Analytics.Api.Tests.Support;

using ParquetSharp;

namespace Analytics.Api.Tests.Results;

public sealed class ResultsApiTests(LivePlatform platform)
{
    [Fact]
    public async Task Rows_FilteredAndSorted_GiveTheColumnsAskedForAndTheirRun()
    {
        var client = await platform.ClientAsync();

        var rows = await client.JsonAsync("/api/v1/results/delays?columns=origin,delay&filter=delay:ge:0&sort=-delay&limit=1");

        Assert.Equal(["origin", "delay"], rows.GetProperty("columns").EnumerateArray().Select(column => column.Text("name")));
        Assert.Equal(2, rows.Number("total"));
        Assert.Equal("OSL", Assert.Single(rows.GetProperty("rows").EnumerateArray())[0].GetString());
        Assert.Equal("delays", rows.GetProperty("source").Text("job"));
        Assert.Equal(0.2, rows.GetProperty("source").GetProperty("quarantinedShare").GetDouble(), 5);
    }

    [Theory]
    [InlineData("format=csv", null)]
    [InlineData("", "text/csv")]
    public async Task Rows_AsCsv_GiveAllOfThemAsAFile(string query, string? accept)
    {
        var client = await platform.ClientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/results/delays?columns=origin,flights&sort=origin&{query}");
        if (accept is not null)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        }

        using var answer = await client.SendAsync(request, Answers.Stop);

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("origin,flights\r\nBGO,1\r\nOSL,2\r\nSVG,1\r\n", await answer.Content.ReadAsStringAsync(Answers.Stop));
    }

    [Fact]
    public async Task Rows_AsParquet_HoldTheSameValuesTyped()
    {
        var client = await platform.ClientAsync();

        var bytes = await client.GetByteArrayAsync("/api/v1/results/delays?format=parquet&sort=origin&columns=origin,flights,delay", Answers.Stop);

        using var reader = new ParquetFileReader(new MemoryStream(bytes));
        using var group = reader.RowGroup(0);
        using var flights = group.Column(1).LogicalReader<long?>();
        using var delay = group.Column(2).LogicalReader<double?>();
        Assert.Equal([1, 2, 1], flights.ReadAll(3));
        Assert.Equal([-5, 15, 1], delay.ReadAll(3));
    }

    [Theory]
    [InlineData("filter=delay")]
    [InlineData("filter=delay:like:1")]
    [InlineData("filter=delay:0:1")]
    [InlineData("filter=flights:eq:many")]
    [InlineData("filter=nope:eq:1")]
    [InlineData("sort=nope")]
    [InlineData("columns=nope")]
    [InlineData("format=xlsx")]
    [InlineData("limit=10001")]
    [InlineData("filter=origin%22%3B%20drop%20table%20results.delays--:eq:1")]
    public async Task Rows_FaultyQuestion_IsAnInvalidRequest(string query)
    {
        var client = await platform.ClientAsync();

        await client.ProblemAsync($"/api/v1/results/delays?{query}", HttpStatusCode.BadRequest, "invalid-request");
    }

    [Fact]
    public async Task Rows_UnwantedForm_IsNotAcceptable()
    {
        var client = await platform.ClientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/results/delays");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("image/png"));

        using var answer = await client.SendAsync(request, Answers.Stop);

        Assert.Equal(HttpStatusCode.NotAcceptable, answer.StatusCode);
    }

    [Theory]
    [InlineData("application/json;q=0", HttpStatusCode.NotAcceptable)]
    [InlineData("application/json;q=0, text/csv;q=0.1", HttpStatusCode.OK)]
    public async Task Rows_FormThatIsRefused_IsNotSent(string accept, HttpStatusCode status)
    {
        var client = await platform.ClientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/results/delays");
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var answer = await client.SendAsync(request, Answers.Stop);

        Assert.Equal(status, answer.StatusCode);
        Assert.NotEqual("application/json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("limit=abc", "limit")]
    [InlineData("limit=0", "limit")]
    [InlineData("sort=nope", "sort")]
    [InlineData("columns=nope", "columns")]
    public async Task Limit_NoNumber_NamesTheParameter(string query, string name)
    {
        var client = await platform.ClientAsync();

        var problem = await client.ProblemAsync($"/api/v1/results/delays?{query}", HttpStatusCode.BadRequest, "invalid-request");

        Assert.Equal(name, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("/api/v1/results/delays")]
    [InlineData("/api/v1/results/delays?format=csv")]
    [InlineData("/api/v1/datasets")]
    [InlineData("/api/v1/runs/1")]
    public async Task Head_OfWhatCanBeRead_IsAnswered(string path)
    {
        var client = await platform.ClientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        using var answer = await client.SendAsync(request, Answers.Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/results/nope")]
    [InlineData("/api/v1/results/nope?format=csv")]
    [InlineData("/api/v1/results/nope/columns")]
    [InlineData("/api/v1/results/..%2Fplatform.run")]
    public async Task Unknown_Table_IsNotFound(string path) =>
        await (await platform.ClientAsync()).ProblemAsync(path, HttpStatusCode.NotFound, "not-found");

    [Fact]
    public async Task List_Always_NamesTheRunOfEachTable()
    {
        var client = await platform.ClientAsync();

        var table = Assert.Single((await client.JsonAsync("/api/v1/results")).EnumerateArray(), item => item.Text("table") == "delays");

        Assert.True(table.GetProperty("provenance").Number("runId") > 0);
        Assert.Contains(
            (await client.JsonAsync("/api/v1/results/delays/columns")).EnumerateArray(), column => column.Text("name") == "origin");
    }
}
