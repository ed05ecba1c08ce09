using System.Diagnostics;

using Analytics.Engines;
using Analytics.Fixtures;
using Analytics.Fixtures.Telemetry;
using Analytics.JobFailures;
using Analytics.Processor.Running;
using Analytics.Processor.Tests.Support;
using Analytics.Processor.Triggers;
using Analytics.Runs;

using Microsoft.Extensions.DependencyInjection;

namespace Analytics.Processor.Tests.Running;

public sealed class RunTelemetryTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_SucceededAndFailed_AreTimedByJobAndOutcome()
    {
        using var metrics = new RecordedMetrics(RunTelemetry.Name);
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("counted", "select unnest([1, 2, 3])::int8 as n from numbers limit 3");
        bench.AddJob("broken", "select nope from numbers");
        await bench.AddVersionAsync();
        var host = await bench.StartAsync();

        var good = await bench.EndAsync(host, await bench.QueueAsync(host, "counted"));
        await bench.EndAsync(host, await bench.QueueAsync(host, "broken"));

        const string Good = "analytics.job=counted";
        await Eventually.TrueAsync(() => metrics.Of("analytics.run.duration", "analytics.job=broken").Count == 1);
        await Eventually.TrueAsync(() => metrics.Of("analytics.run.duration", Good).Count == 1);
        Assert.InRange(Assert.Single(metrics.Of("analytics.run.duration", Good, "analytics.outcome=succeeded")), 0.001, 60);
        Assert.Single(metrics.Of(
            "analytics.run.duration", "analytics.job=broken", "analytics.outcome=failed", $"error.type={EngineFailureCode.SqlInvalid}"));
        Assert.Equal([3], metrics.Of("analytics.run.result_rows", Good));
        Assert.Equal([good.CpuSeconds ?? -1], metrics.Of("analytics.run.cpu_time", Good));
        Assert.Empty(metrics.Of("analytics.run.cost", Good));
    }

    [Theory]
    [InlineData(null, new double[0])]
    [InlineData("0.25", new[] { 0.25 })]
    public void Used_CostKnownOrNot_IsCountedOnlyWhereKnown(string? cost, double[] expected)
    {
        using var metrics = new RecordedMetrics(RunTelemetry.Name);
        var job = $"cost-{cost}";

        decimal? usd = cost is null ? null : decimal.Parse(cost, System.Globalization.CultureInfo.InvariantCulture);
        RunTelemetry.Used(job, new EngineUsage(1, 2, TimeSpan.Zero, new EngineCost(usd, "a note")));

        Assert.Equal(expected, metrics.Of("analytics.run.cost", $"analytics.job={job}"));
        Assert.Equal([2], metrics.Of("analytics.run.cpu_time", $"analytics.job={job}"));
    }

    [Fact]
    public async Task Run_ByTheClock_IsTheFirstOfItsTrace()
    {
        Activity.Current = null;
        using var spans = new RecordedSpans(RunTelemetry.Name);
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("ticking", "select n from numbers", "triggers:\n  cron: [{ expression: \"* * * * *\", timeZone: Etc/UTC }]");
        await bench.AddVersionAsync();
        var cron = (await bench.BuildAsync()).Services.GetRequiredService<CronTriggers>();
        var now = new DateTimeOffset(2026, 1, 15, 10, 30, 30, TimeSpan.Zero);
        await cron.FireDueAsync(now, Token);

        await cron.FireDueAsync(now.AddMinutes(1), Token);

        var trigger = Assert.Single(spans.All, span => span.OperationName == "trigger ticking");
        Assert.Equal(default, trigger.ParentSpanId);
        Assert.Equal(trigger.Id, await bench.Database.ScalarAsync<string>("select trace_parent from platform.run"));
    }

    [Fact]
    public async Task Run_ByAVersionOfWhichNoEventTold_GoesOnWithTheTraceOfItsFile()
    {
        const string landed = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        Activity.Current = null;
        using var spans = new RecordedSpans(RunTelemetry.Name);
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        bench.AddJob("following", "select n from numbers", "triggers: { on: [numbers] }");
        await bench.AddVersionAsync();
        await bench.Database.ExecuteAsync("update platform.raw_object set trace_parent = $1", landed);
        var host = await bench.BuildAsync();

        await host.Services.GetRequiredService<DatasetTriggers>().FireAsync(dataset: null, Token);

        var trigger = Assert.Single(spans.All, span => span.OperationName == "trigger following");
        Assert.Equal(landed, trigger.ParentId);
        var pinned = new Dictionary<string, long> { ["numbers"] = 1 };
        Assert.Equal([landed], await host.Services.GetRequiredService<RunReads>().InputTracesAsync(pinned, Token));
    }
}
