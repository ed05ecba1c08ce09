using System.Net;

using Analytics.Api.Tests.Files;
using Analytics.Api.Tests.Support;
using Analytics.Fixtures;

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
        Assert.Equal(5, record.Number("lineNumber"));
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

    [Theory]
    [InlineData("?format=csv", null)]
    [InlineData("", "text/csv")]
    public async Task Records_AskedForAsCsv_AreALineForEachBrokenRule(string query, string? accept)
    {
        var client = await platform.ClientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/outcomes/{await OutcomeAsync(client)}/quarantine{query}");
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var answer = await client.SendAsync(request, Answers.Stop);

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        var offset = LivePlatform.Csv.IndexOf("TRD", StringComparison.Ordinal);
        Assert.Equal(
            "record,line,byte_offset,byte_length,column,rule,value,raw,raw_is_cut,contract_version\r\n"
                + $"4,5,{offset},19,delay,type,late,\"TRD,2001-01-04,late\",false,1\r\n",
            await answer.Content.ReadAsStringAsync(Answers.Stop));
    }

    [Fact]
    public async Task Dataset_AskedForAsCsv_IsALineForEachRule()
    {
        var client = await platform.ClientAsync();

        var text = await client.GetStringAsync("/api/v1/datasets/flights/quarantine?format=csv", Answers.Stop);

        Assert.Equal("column,rule,violations,files,first_record,first_line,sample_value\r\ndelay,type,1,1,4,5,late\r\n", text);
    }

    [Theory]
    [InlineData("?format=xlsx", null, HttpStatusCode.BadRequest)]
    [InlineData("", "image/png", HttpStatusCode.NotAcceptable)]
    [InlineData("", "application/vnd.apache.parquet", HttpStatusCode.NotAcceptable)]
    public async Task Records_InAnotherFormat_AreRefused(string query, string? accept, HttpStatusCode status)
    {
        var client = await platform.ClientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/datasets/flights/quarantine{query}");
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var answer = await client.SendAsync(request, Answers.Stop);

        Assert.Equal(status, answer.StatusCode);
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
    public async Task ReplayAndRetake_FileOverwrittenInTheRawStore_AreRefusedWithTheReason()
    {
        using var folder = new ScratchFolder();
        await using var database = await platform.AnotherDatabaseAsync();
        await database.ExecuteAsync(
            """
            insert into platform.raw_object (dataset, key, etag, size_bytes, modified_at, seen_by, state)
            values ('flights', 'incoming/flights/a.csv', '1', 1, now(), 'listing', 'committed'),
                ('flights', 'incoming/flights/a.csv', '2', 1, now(), 'listing', 'rejected'),
                ('flights', 'incoming/flights/a.csv', '3', 1, now(), 'listing', 'rejected');
            insert into platform.ingestion (raw_object_id, dataset, contract_version, kind, outcome, sha256, source_bytes, plain_bytes,
                records, rows_kept, rows_quarantined, version, started_at)
            select id, dataset, 1, 'file', 'committed', '', 1, 1, 2, 1, 1, 1, now() from platform.raw_object where etag = '1';
            insert into platform.raw_object_step (raw_object_id, step, detail)
            select id, 'replay failed', 'The file was overwritten.' from platform.raw_object where etag = '1'
            """);
        var overwritten = await database.ScalarAsync<long>("select id from platform.raw_object where etag = '2'");
        var outcome = await database.ScalarAsync<long>("select id from platform.ingestion");
        await using var api = Over(folder, database);
        using var client = api.CreateClient();

        using var replay = await client.PostAsync($"/api/v1/outcomes/{outcome}/replay", null, Answers.Stop);
        using var retake = await client.PostAsync($"/api/v1/objects/{overwritten}/retake", null, Answers.Stop);
        var page = await client.JsonAsync($"/api/v1/outcomes/{outcome}/quarantine");

        Assert.Contains("overwritten", (await replay.ProblemAsync(HttpStatusCode.Conflict, "conflict")).Text("detail"));
        Assert.Contains("overwritten", (await retake.ProblemAsync(HttpStatusCode.Conflict, "conflict")).Text("detail"));
        Assert.Equal("The file was overwritten.", page.Text("replayFault"));
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

    private static ApiFactory Over(ScratchFolder folder, TestDatabase database) => new(new Dictionary<string, string?>(
        database.SettingsOf(ServiceRole.Api), StringComparer.Ordinal)
    {
        ["Storage:RawPath"] = Directory.CreateDirectory(folder.File("raw")).FullName,
        ["Storage:ProcessedPath"] = Directory.CreateDirectory(folder.File("processed")).FullName,
        ["Catalogue:Path"] = SampleCatalogue.Write(folder.File("catalog")),
    });
}
