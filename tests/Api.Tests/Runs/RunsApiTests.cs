using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using Analytics.Api.Tests.Support;
using Analytics.Fixtures;

namespace Analytics.Api.Tests.Runs;

public sealed class RunsApiTests(LivePlatform platform)
{
    [Fact]
    public async Task Start_WithParameters_RunsPinnedAndKeepsItsLog()
    {
        var client = await platform.ClientAsync();

        var id = await StartAsync(client, new { job = "manual" });
        var run = await EndedAsync(client, id);

        Assert.Equal("succeeded", run.GetProperty("run").Text("state"));
        Assert.Equal("manual", run.GetProperty("run").Text("triggeredBy"));
        Assert.Equal(2, run.GetProperty("inputs").Number("flights"));
        Assert.True(run.GetProperty("expected").GetProperty("seconds").GetDouble() > 0);
        Assert.Equal(0, run.GetProperty("expected").GetProperty("usd").GetDecimal());
        Assert.Equal(JsonValueKind.Null, run.GetProperty("cost").ValueKind);
        Assert.True((await client.JsonAsync($"/api/v1/runs/{id}/log")).GetArrayLength() > 0);
        await RolledBackAsync(client, id);
        await SaysRolledBackAsync(client, id);
    }

    [Fact]
    public async Task Find_RunWithoutParameters_TellsTheDefaultsThatItUsed()
    {
        var client = await platform.ClientAsync();

        var run = await client.JsonAsync($"/api/v1/runs/{await FirstAsync(client)}");

        Assert.Equal("0", run.GetProperty("parameters").Text("least"));
        Assert.Equal("0", run.GetProperty("defaults").Text("least"));
        Assert.Equal("""{"least": "0"}""", await platform.Database.ScalarAsync<string>(
            "select parameters::text from platform.run where id = $1", run.GetProperty("run").Number("id")));
    }

    [Fact]
    public async Task Start_WithFaultyParameters_NamesThemAll()
    {
        var client = await platform.ClientAsync();

        using var answer = await client.PostAsJsonAsync(
            "/api/v1/runs", new { job = "delays", parameters = new { least = "many", most = 3 } }, Answers.Stop);

        var errors = (await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid-request")).GetProperty("errors");
        Assert.Contains("not a valid int32", errors.GetProperty("least")[0].GetString());
        Assert.Contains("no such parameter", errors.GetProperty("most")[0].GetString());
    }

    [Fact]
    public async Task Start_UnknownJob_IsNotFound()
    {
        var client = await platform.ClientAsync();

        using var answer = await client.PostAsJsonAsync("/api/v1/runs", new { job = "nope" }, Answers.Stop);

        await answer.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    public async Task Start_UnreadableBody_IsAnInvalidRequest(string body)
    {
        var client = await platform.ClientAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using var answer = await client.PostAsync("/api/v1/runs", content, Answers.Stop);

        await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
    }

    [Fact]
    public async Task Start_OtherContentType_IsUnsupported()
    {
        var client = await platform.ClientAsync();
        using var content = new StringContent("job=delays", System.Text.Encoding.UTF8, "text/plain");

        using var answer = await client.PostAsync("/api/v1/runs", content, Answers.Stop);

        await answer.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Fact]
    public async Task Rollback_RunWithinASnapshot_IsAConflictThatTellsHowFarBackOneCanGo()
    {
        var client = await platform.ClientAsync();
        var id = await platform.Database.ScalarAsync<long>("""
            insert into platform.run (job, state, triggered_by, definition, parameters, max_attempts, finished_at)
            select 'folded', 'succeeded', 'manual', definition, parameters, 1, now() from platform.run limit 1
            returning id
            """);
        await platform.Database.ExecuteAsync("""
            with load as (
                insert into platform.result_load (run_id, job, table_name, mode, rows, output_removed_at)
                values ($1, 'folded', 'folded', 'upsert', 1, now())
                returning run_id, table_name, loaded_at
            )
            insert into platform.result_snapshot (table_name, run_id, loaded_at, content)
            select table_name, run_id, loaded_at, '{"columns": [], "key": [], "rows": 1, "bytes": 1, "keys": []}' from load
            """, id);
        try
        {
            var run = await client.JsonAsync($"/api/v1/runs/{id}");
            using var answer = await client.PostAsync($"/api/v1/runs/{id}/rollback", null, Answers.Stop);

            var problem = await answer.ProblemAsync(HttpStatusCode.Conflict, "conflict");
            Assert.Contains($"the earliest state to go back to is the one after run {id}", problem.Text("title"), StringComparison.Ordinal);
            Assert.Contains("folded into a snapshot of results.folded", run.Text("rollbackRefusal"), StringComparison.Ordinal);
            Assert.NotEqual(JsonValueKind.Null, run.GetProperty("outputRemovedAt").ValueKind);
        }
        finally
        {
            await platform.Database.ExecuteAsync("delete from platform.result_snapshot where run_id = $1", id);
            await platform.Database.ExecuteAsync("delete from platform.result_load where run_id = $1", id);
            await platform.Database.ExecuteAsync("delete from platform.run where id = $1", id);
        }
    }

    [Fact]
    public async Task Cancel_EndedRun_IsAConflict()
    {
        var client = await platform.ClientAsync();

        using var answer = await client.PostAsync($"/api/v1/runs/{await FirstAsync(client)}/cancel", null, Answers.Stop);

        await answer.ProblemAsync(HttpStatusCode.Conflict, "conflict");
    }

    [Fact]
    public async Task Follow_EndedRun_GivesItsLinesAndEnds()
    {
        var client = await platform.ClientAsync();
        var id = await FirstAsync(client);

        var events = await client.GetStringAsync($"/api/v1/runs/{id}/log/follow", Answers.Stop);
        var lines = (await client.JsonAsync($"/api/v1/runs/{id}/log")).GetArrayLength();

        Assert.Equal(lines, events.Split("\nid: ").Length - 1);
    }

    [Fact]
    public async Task List_ByJobAndState_GivesWhatFits()
    {
        var client = await platform.ClientAsync();

        var runs = (await client.JsonAsync("/api/v1/runs?job=delays&state=succeeded")).GetProperty("items");

        Assert.All(runs.EnumerateArray(), run => Assert.Equal(("delays", "succeeded"), (run.Text("job"), run.Text("state"))));
        Assert.NotEqual(0, runs.GetArrayLength());
        await client.ProblemAsync("/api/v1/runs?state=lost", HttpStatusCode.BadRequest, "invalid-request");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/log")]
    [InlineData("/log/follow")]
    public async Task Unknown_Run_IsNotFound(string path) =>
        await (await platform.ClientAsync()).ProblemAsync($"/api/v1/runs/999999{path}", HttpStatusCode.NotFound, "not-found");

    private static async Task RolledBackAsync(HttpClient client, long id)
    {
        using (var accepted = await client.PostAsync($"/api/v1/runs/{id}/rollback", null, Answers.Stop))
        {
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        }

        await Eventually.TrueAsync(async () =>
            (await client.JsonAsync($"/api/v1/runs/{id}")).GetProperty("run").GetProperty("rolledBackAt").ValueKind
            == System.Text.Json.JsonValueKind.String);
        using var again = await client.PostAsync($"/api/v1/runs/{id}/rollback", null, Answers.Stop);
        await again.ProblemAsync(HttpStatusCode.Conflict, "conflict");
    }

    /// <summary>The run, its job, the lists and the pages: nothing calls it succeeded.</summary>
    private static async Task SaysRolledBackAsync(HttpClient client, long id)
    {
        Assert.Equal("rolled-back", (await client.JsonAsync($"/api/v1/runs/{id}")).GetProperty("run").Text("state"));
        Assert.Equal("rolled-back", (await client.JsonAsync("/api/v1/jobs/manual")).GetProperty("lastRun").Text("state"));
        Assert.Equal(id, (await client.JsonAsync("/api/v1/runs?state=rolled-back")).GetProperty("items")[0].Number("id"));
        Assert.Equal(0, (await client.JsonAsync("/api/v1/runs?job=manual&state=succeeded")).GetProperty("items").GetArrayLength());
        foreach (var page in new[] { "/runs?job=manual", "/" })
        {
            var text = await client.GetStringAsync(page, Answers.Stop);
            var row = text[text.IndexOf(">manual<", StringComparison.Ordinal)..];
            var chip = row[row.IndexOf("class=\"chip ", StringComparison.Ordinal)..];
            Assert.StartsWith("class=\"chip tone-warn", chip);
            Assert.Contains("rolled back", chip[..chip.IndexOf("</span>", StringComparison.Ordinal)]);
        }
    }

    private static async Task<long> StartAsync(HttpClient client, object wish)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/runs", wish, Answers.Stop);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var started = await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Answers.Stop);
        Assert.Equal($"/api/v1/runs/{started.Number("id")}", answer.Headers.Location?.ToString());
        return started.Number("id");
    }

    private static async Task<System.Text.Json.JsonElement> EndedAsync(HttpClient client, long id)
    {
        await Eventually.TrueAsync(async () =>
            (await client.JsonAsync($"/api/v1/runs/{id}")).GetProperty("run").Text("state") is "succeeded" or "failed");
        return await client.JsonAsync($"/api/v1/runs/{id}");
    }

    private static async Task<long> FirstAsync(HttpClient client) =>
        (await client.JsonAsync("/api/v1/runs?job=delays&state=succeeded")).GetProperty("items")[0].Number("id");
}
