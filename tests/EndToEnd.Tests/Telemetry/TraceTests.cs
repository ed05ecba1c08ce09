using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Analytics.EndToEnd.Tests.Support;
using Analytics.Fixtures;
using Analytics.Fixtures.Telemetry;

namespace Analytics.EndToEnd.Tests.Telemetry;

/// <summary>One trace through the services, each a process of its own, as they send it.</summary>
public sealed class TraceTests(PostgresFixture postgres)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task File_FromItsLandingToItsResult_IsOneTrace()
    {
        await using var platform = await TracedPlatform.StartAsync(postgres);

        platform.Land("incoming/orders/monday.csv", ShopCatalogue.Orders);
        var load = await platform.SpanAsync("of the load", span => span.Name == "load result");

        Assert.Equal(
            [
                "ingestor: land", "ingestor: process ingest", "ingestor: ingest orders", "ingestor: commit",
                "processor: process trigger", "processor: trigger sales", "processor: process run", "processor: run sales",
                "processor: load result",
            ],
            (await platform.ChainOfAsync(load)).Select(span => $"{span.Service}: {span.Name}"));
        await AssertEngineAsync(platform, load.TraceId);
        await AssertLogsAndNoiseAsync(platform, load);
    }

    [Fact]
    public async Task Run_ThatARequestStarts_GoesOnWithTheCallersTraceAndIsLinkedToItsData()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        await using var platform = await TracedPlatform.StartAsync(postgres);
        platform.Land("incoming/orders/monday.csv", ShopCatalogue.Orders);
        var first = await platform.SpanAsync("of the first run", span => span.Name == "run sales");

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/runs")
        {
            Content = JsonContent.Create(new { job = "sales" }),
            Headers = { { "traceparent", $"00-{trace}-b7ad6b7169203331-01" } },
        };
        using var answer = await platform.Api.SendAsync(request, Stop);
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetInt64();
        var run = await platform.SpanAsync("of the second run", span => span.Name == "run sales" && span.TraceId == trace);

        Assert.Equal(id.ToString(CultureInfo.InvariantCulture), run.Attributes["analytics.run.id"]);
        Assert.Equal([first.TraceId], run.Links);
        var server = await platform.SpanAsync("of the request", span => span.Service == "api" && span.TraceId == trace && span.ParentId == "b7ad6b7169203331");
        var process = await platform.SpanAsync("of the work", span => span.Id == run.ParentId);
        Assert.Equal(("process run", server.Id), (process.Name, process.ParentId));
        Assert.Equal(server.TraceId, (await platform.Database.ScalarAsync<string>("select trace_parent from platform.run where id = $1", id))?[3..35]);
    }

    /// <summary>The child has no network: what it says of itself is told by the Processor.</summary>
    private static async Task AssertEngineAsync(TracedPlatform platform, string trace)
    {
        var execute = await platform.SpanAsync("of the child's statement", span => span.Name == "execute statement");
        var engine = await platform.SpanAsync("of the child", span => span.Id == execute.ParentId);
        var run = await platform.SpanAsync("of the run", span => span.Id == engine.ParentId);

        Assert.Equal((trace, "engine sql", "run sales"), (execute.TraceId, engine.Name, run.Name));
        Assert.NotEqual(platform.Processor.ToString(CultureInfo.InvariantCulture), engine.Attributes["process.pid"]);
        Assert.Equal("0", engine.Attributes["process.exit.code"]);
        Assert.InRange(execute.Start, engine.Start, engine.End);
        Assert.InRange(execute.End, execute.Start, engine.End);
    }

    private static async Task AssertLogsAndNoiseAsync(TracedPlatform platform, OtlpSpan load)
    {
        var record = await Eventually.ValueAsync(
            () => Task.FromResult(platform.Collector.Records.FirstOrDefault(
                line => line.Body.StartsWith("Run 1 of job sales succeeded", StringComparison.Ordinal))),
            what: "the log says that the run succeeded");
        Assert.Equal((load.TraceId, "processor"), (record.TraceId, record.Service));
        Assert.Equal("sales", record.Attributes.GetValueOrDefault("Job"));

        // Polls, health checks and the sending of telemetry itself begin no trace.
        var spans = platform.Collector.Spans;
        Assert.DoesNotContain(spans, span => span.ParentId.Length == 0 && span.Scope == "Npgsql");
        Assert.DoesNotContain(spans, span => span.Attributes.Values.Any(value => value.Contains("/health", StringComparison.Ordinal)));
        Assert.DoesNotContain(spans, span => span.Attributes.Values.Any(value => value.Contains("/v1/traces", StringComparison.Ordinal)));

        // What a file holds, and what opens the database, is in none of them.
        var sent = platform.Collector.Requests.Select(request => System.Text.Encoding.UTF8.GetString(request.Plain())).ToList();
        Assert.DoesNotContain(sent, body => body.Contains("Vienna", StringComparison.Ordinal) || body.Contains("Graz", StringComparison.Ordinal));
        Assert.DoesNotContain(sent, body => body.Contains("Password=", StringComparison.OrdinalIgnoreCase));
    }
}
