using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Analytics.EndToEnd.Tests.Support;
using Analytics.Fixtures;
using Analytics.Fixtures.Telemetry;

namespace Analytics.EndToEnd.Tests.Telemetry;

/// <summary>One trace through the services, each a process of its own, as they send it.</summary>
public sealed class TraceTests(TracedPlatform platform) : IClassFixture<TracedPlatform>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task File_FromItsLandingToItsResult_IsOneTrace()
    {
        var load = await platform.SpanAsync("of the load", span => span.Name == "load result" && span.TraceId == platform.First.TraceId);

        Assert.Equal(
            [
                "ingestor: land orders", "ingestor: process ingest", "ingestor: ingest orders", "ingestor: commit",
                "processor: process trigger", "processor: trigger sales", "processor: process run", "processor: run sales",
                "processor: load result",
            ],
            (await platform.ChainOfAsync(load)).Select(span => $"{span.Service}: {span.Name}"));
        await AssertEngineAsync(load.TraceId);
        await AssertMetricsAsync();
        await AssertLogsAndNoiseAsync(load);
        await AssertGuideNamesAllAsync();
    }

    [Fact]
    public async Task Run_ThatARequestStarts_GoesOnWithTheCallersTraceAndIsLinkedToItsData()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/runs")
        {
            Content = JsonContent.Create(new { job = "sales" }),
            Headers = { { "traceparent", $"00-{trace}-b7ad6b7169203331-01" } },
        };
        using var answer = await platform.Api.SendAsync(request, Stop);
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetInt64();
        var run = await platform.SpanAsync("of the second run", span => span.Name == "run sales" && span.TraceId == trace);

        Assert.Equal(id.ToString(CultureInfo.InvariantCulture), run.Attributes["analytics.run.id"]);
        Assert.Equal([platform.First.TraceId], run.Links);
        var server = await platform.SpanAsync(
            "of the request", span => span.Service == "api" && span.TraceId == trace && span.ParentId == "b7ad6b7169203331");
        var process = await platform.SpanAsync("of the work", span => span.Id == run.ParentId);
        Assert.Equal(("process run", server.Id), (process.Name, process.ParentId));
        Assert.Contains(trace, await platform.Database.ScalarAsync<string>("select trace_parent from platform.run where id = $1", id));
    }

    /// <summary>The child has no network: what it says of itself is told by the Processor.</summary>
    private async Task AssertEngineAsync(string trace)
    {
        var execute = await platform.SpanAsync(
            "of the child's statement", span => span.Name == "execute statement" && span.TraceId == trace);
        var engine = await platform.SpanAsync("of the child", span => span.Id == execute.ParentId);
        var run = await platform.SpanAsync("of the run", span => span.Id == engine.ParentId);

        Assert.Equal(("engine sql", "run sales"), (engine.Name, run.Name));
        Assert.NotEqual(platform.Processor.ToString(CultureInfo.InvariantCulture), engine.Attributes["process.pid"]);
        Assert.Equal("0", engine.Attributes["process.exit.code"]);
        Assert.InRange(execute.Start, engine.Start, engine.End);
        Assert.InRange(execute.End, execute.Start, engine.End);
    }

    private async Task AssertMetricsAsync()
    {
        await LastAsync("analytics.ingest.files", "{file}", 1, ("analytics.dataset", "orders"), ("analytics.outcome", "committed"));
        await LastAsync("analytics.ingest.rows", "{row}", 3, ("analytics.dataset", "orders"), ("analytics.rows.kind", "kept"));
        await LastAsync("analytics.ingest.rows", "{row}", 1, ("analytics.dataset", "orders"), ("analytics.rows.kind", "quarantined"));
        // Two rows of each run, of which another test may have started one.
        await Eventually.TrueAsync(() => platform.Collector.Points.Any(
            point => point is { Name: "analytics.run.result_rows", Unit: "{row}", Value: 2 or 4 }
                && point.Attributes.GetValueOrDefault("analytics.job") == "sales"));
        await LastAsync(
            "analytics.queue.depth", "{item}", 0, ("messaging.destination.name", "run"), ("analytics.queue.state", "due"));
        string[] times = ["analytics.run.duration", "messaging.process.duration", "analytics.ingest.duration", "analytics.run.cpu_time"];
        foreach (var name in times)
        {
            await Eventually.TrueAsync(() => platform.Collector.Points.Any(point => point.Name == name && point.Unit == "s"), what: name);
        }

        Assert.DoesNotContain(platform.Collector.Points, point => point.Name == "analytics.run.cost");

        Task LastAsync(string name, string unit, double value, params (string Key, string Value)[] attributes) => Eventually.TrueAsync(
            () => platform.Collector.Points.LastOrDefault(point => point.Name == name && point.Unit == unit
                && attributes.All(attribute => point.Attributes.GetValueOrDefault(attribute.Key) == attribute.Value))?.Value == value,
            what: $"{name} is {value}");
    }

    /// <summary>Dashboards and alarms are made by the guide.</summary>
    private async Task AssertGuideNamesAllAsync()
    {
        string[] unseen =
        [
            "analytics.dataset.freshness", "analytics.dataset.quarantined_share", "analytics.run.cost", "analytics.queue.dead_letters",
        ];
        var guide = await File.ReadAllTextAsync(Build.Guide("telemetry.md"), Stop);
        var ours = platform.Collector.Points.Select(point => point.Name)
            .Concat(platform.Collector.Points.SelectMany(point => point.Attributes.Keys))
            .Concat(platform.Collector.Spans.SelectMany(span => span.Attributes.Keys))
            .Concat(unseen)
            .Where(name => name.StartsWith("analytics.", StringComparison.Ordinal))
            .Distinct();
        Assert.DoesNotContain(ours, name => !guide.Contains($"`{name}`", StringComparison.Ordinal));
        Assert.All(
            platform.Collector.Points.Where(point => point.Name.StartsWith("analytics.", StringComparison.Ordinal)),
            point => Assert.False(string.IsNullOrEmpty(point.Description), point.Name));
    }

    private async Task AssertLogsAndNoiseAsync(OtlpSpan load)
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
        var sent = platform.Collector.Requests.Select(request => Encoding.UTF8.GetString(request.Plain())).ToList();
        Assert.DoesNotContain(sent, body => body.Contains("Vienna", StringComparison.Ordinal));
        Assert.DoesNotContain(sent, body => body.Contains("Graz", StringComparison.Ordinal));
        Assert.DoesNotContain(sent, body => body.Contains("Password=", StringComparison.OrdinalIgnoreCase));
    }
}
