using Analytics.Fixtures;
using Analytics.Fixtures.Telemetry;
using Analytics.Ingestor.Tests.Support;

namespace Analytics.Ingestor.Tests.Ingest;

public sealed class IngestTelemetryTests(PostgresFixture postgres)
{
    private const string OfDataset = "analytics.dataset=counted";
    private const string Good = "id,amount,note\n1,1,a\n2,x,b\n3,3,c\n";
    private const string Bad = "id,amount,note\nx,1,a\n";

    [Fact]
    public async Task Files_CommittedAndRejected_AreCountedWithTheirRowsAndBytes()
    {
        using var metrics = new RecordedMetrics("Analytics.Ingestor");
        await using var bench = await IngestorBench.CreateAsync(postgres, contract: null);
        bench.WriteContract("counted", IngestorBench.SalesContract);
        await bench.StartAsync();

        await bench.IngestAsync("incoming/counted/good.csv", Good);
        await bench.IngestAsync("incoming/counted/bad.csv", Bad);

        await Eventually.TrueAsync(() => metrics.Of("analytics.ingest.duration", OfDataset).Count == 2);
        Assert.Equal([1], metrics.Of("analytics.ingest.files", OfDataset, "analytics.outcome=committed"));
        Assert.Equal([1], metrics.Of("analytics.ingest.files", OfDataset, "analytics.outcome=rejected"));
        Assert.Equal([2], metrics.Of("analytics.ingest.rows", OfDataset, "analytics.rows.kind=kept"));
        Assert.Equal([1], metrics.Of("analytics.ingest.rows", OfDataset, "analytics.rows.kind=quarantined"));
        Assert.Equal(Good.Length + Bad.Length, metrics.Of("analytics.ingest.bytes", OfDataset).Sum());
        Assert.All(
            metrics.Points("analytics.ingest.files", OfDataset),
            point => Assert.Equal(("{file}", false), (point.Instrument.Unit, string.IsNullOrEmpty(point.Instrument.Description))));
    }

    [Fact]
    public async Task Object_NoHintWithATrace_BeginsOneThatItsWorkGoesOnWith()
    {
        using var spans = new RecordedSpans("Analytics.Ingestor", "Analytics.Work");
        await using var bench = await IngestorBench.CreateAsync(postgres, contract: null);
        bench.WriteContract("traced", IngestorBench.SalesContract);
        await bench.StartAsync();

        await bench.IngestAsync("incoming/traced/good.csv", Good);

        await Eventually.TrueAsync(() => spans.All.Any(span => span.OperationName == "ingest traced"));
        var ingest = spans.All.First(span => span.OperationName == "ingest traced");
        var land = spans.All.First(span => span.OperationName == "land" && "traced".Equals(span.GetTagItem("analytics.dataset")));
        Assert.Equal(land.TraceId, ingest.TraceId);
        Assert.Equal(("land traced", "incoming/traced/good.csv"), (land.DisplayName, land.GetTagItem("analytics.object.key")));
        Assert.Equal("taken", land.GetTagItem("analytics.outcome"));
        Assert.Equal(
            ["committed", 2L, 1L],
            new[] { "analytics.outcome", "analytics.rows.kept", "analytics.rows.quarantined" }.Select(ingest.GetTagItem));
        Assert.Equal(land.Id, await bench.Database.ScalarAsync<string>("select trace_parent from platform.raw_object"));
        var trigger = await bench.Database.ScalarAsync<string>("select trace_parent from platform.work_item where queue = 'trigger'");
        Assert.Equal(spans.All.First(span => span.OperationName == "commit" && span.ParentSpanId == ingest.SpanId).Id, trigger);
    }
}
