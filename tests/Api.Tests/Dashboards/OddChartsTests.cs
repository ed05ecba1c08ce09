using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

using Analytics.Api.Results;
using Analytics.Api.Tests.Support;
using Analytics.Fixtures;
using Analytics.Results;

using Npgsql;

namespace Analytics.Api.Tests.Dashboards;

/// <summary>Charts over tables that the tests fill themselves, and charts whose own queries are wrong.</summary>
public sealed class OddChartsTests(LivePlatform platform)
{
    private const string Charts = "/api/v1/dashboards/odd/charts/";

    [Fact]
    public async Task Chart_AwaitedRunFails_SaysSo()
    {
        var client = await platform.ClientAsync();
        using var first = await client.GetAsync($"{Charts}unlucky", Answers.Stop);

        await RunAsync("unlucky", "failed", """{"code":"x","message":"It ran out of memory.","lines":[],"advice":"None."}""");
        var second = await client.JsonAsync($"{Charts}unlucky");

        Assert.Null(first.Headers.ETag);
        Assert.Contains("has no result", await first.Content.ReadAsStringAsync(Answers.Stop));
        Assert.Contains("failed: It ran out of memory.", second.Text("awaited"));
    }

    [Fact]
    public async Task Chart_FirstResultIsLoadedWhileItIsRead_ShowsIt()
    {
        var client = await platform.ClientAsync();
        var run = await RunAsync("late", "succeeded", null);
        await using var connection = await platform.Database.DataSource.OpenConnectionAsync(Answers.Stop);
        await using var load = await connection.BeginTransactionAsync(Answers.Stop);
        await ExecuteAsync(connection, "create table results.late (origin text, run_id bigint not null)");
        await ExecuteAsync(connection, $"insert into results.late values ('OSL', {run})");
        await ExecuteAsync(connection, "lock table platform.result_load in access exclusive mode");
        await ExecuteAsync(
            connection,
            $"insert into platform.result_load (run_id, job, table_name, mode, rows) values ({run}, 'late', 'late', 'replace', 1)");

        // The query has found no table by the time that it waits for the lock, to ask whether a result stands.
        var asked = client.GetAsync($"{Charts}late", Answers.Stop);
        await Eventually.TrueAsync(async () => await platform.Database.ScalarAsync<bool>(
            "select exists (select from pg_locks where relation = 'platform.result_load'::regclass and not granted)"));
        await load.CommitAsync(Answers.Stop);

        using var answer = await asked;
        Assert.Equal("OSL", (await JsonAsync(answer)).GetProperty("rows")[0][0].GetString());
    }

    [Fact]
    public async Task Chart_QueryNamesTheTime_IsAlwaysSentAgain()
    {
        var client = await platform.ClientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Charts}dated");
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);

        using var answer = await client.SendAsync(request, Answers.Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(answer.Headers.ETag);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.True((await JsonAsync(answer)).GetProperty("rows")[0][0].GetInt32() > 0);
    }

    [Fact]
    public async Task Chart_OlderRunRolledBack_IsSentAgain_AndAnAppendedTableNamesAllItsRuns()
    {
        var client = await platform.ClientAsync();
        await platform.Database.ExecuteAsync("create table results.measures (n integer, value double precision, run_id bigint not null)");
        var older = await LoadAsync(1);
        var newer = await LoadAsync(2);

        using var first = await client.GetAsync($"{Charts}measures", Answers.Stop);
        using var same = await AgainAsync(client, first.Headers.ETag);
        await platform.Database.ExecuteAsync("delete from results.measures where run_id = $1", older);
        await platform.Database.ExecuteAsync("update platform.result_load set rolled_back_at = clock_timestamp() where run_id = $1", older);
        using var changed = await AgainAsync(client, first.Headers.ETag);

        var source = (await JsonAsync(first)).GetProperty("sources")[0];
        Assert.Equal([newer, older], source.GetProperty("runs").EnumerateArray().Select(run => run.GetInt64()));
        Assert.Equal((newer, 2L), (source.Number("runId"), source.Number("runCount")));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(1, (await JsonAsync(changed)).GetProperty("rows").GetArrayLength());

        // A query over two tables names both, that of the chart's job first.
        var joined = await client.JsonAsync($"{Charts}joined");
        Assert.Equal(["delays", "measures"], joined.GetProperty("sources").EnumerateArray().Select(one => one.Text("table")));
    }

    [Fact]
    public async Task Chart_Infinity_IsDrawn()
    {
        var client = await platform.ClientAsync();

        var row = (await client.JsonAsync($"{Charts}infinite")).GetProperty("rows")[0];

        Assert.Equal(["\"Infinity\"", "\"NaN\"", "1.5"], row.EnumerateArray().Select(value => value.GetRawText()));
    }

    [Theory]
    [InlineData("faulty", "division by zero")]
    [InlineData("missing", "unrun")]
    [InlineData("unjoined", "nope")]
    [InlineData("unjoined?least=1", "nope")]
    public async Task Chart_QueryAtFault_IsNoFaultOfTheCaller(string chart, string message)
    {
        var client = await platform.ClientAsync();

        var problem = await client.ProblemAsync($"{Charts}{chart}", HttpStatusCode.InternalServerError, "query-at-fault");

        Assert.Contains(message, problem.Text("title"));
    }

    [Fact]
    public void Chart_SlowQuery_IsTooSlow()
    {
        var problem = new ResultFault("results.timeout", "It took too long.", "Ask for less.").ToProblem();

        Assert.Equal((503, "urn:analytics:problem:too-slow"), (problem.StatusCode, problem.ProblemDetails.Type));
    }

    private static async Task<HttpResponseMessage> AgainAsync(HttpClient client, EntityTagHeaderValue? tag)
    {
        Assert.NotNull(tag);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Charts}measures");
        request.Headers.IfNoneMatch.Add(tag);
        return await client.SendAsync(request, Answers.Stop);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Answers.Stop);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonElement.Parse(await answer.Content.ReadAsStringAsync(Answers.Stop));

    private async Task<long> LoadAsync(int number)
    {
        var run = await RunAsync("measures", "succeeded", null);
        await platform.Database.ExecuteAsync("insert into results.measures values ($1, 1.5, $2)", number, run);
        await platform.Database.ExecuteAsync(
            "insert into platform.result_load (run_id, job, table_name, mode, rows) values ($1, 'measures', 'measures', 'append', 1)", run);
        return run;
    }

    private Task<long> RunAsync(string job, string state, string? cause) => platform.Database.ScalarAsync<long>(
        """
        insert into platform.run (job, state, triggered_by, definition, max_attempts, finished_at, cause)
        values ($1, $2, 'manual', '{}', 1, now(), nullif($3, '')::jsonb) returning id
        """,
        job, state, cause ?? "");
}
