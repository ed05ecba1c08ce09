using Analytics.Bench.Engine;
using Analytics.Bench.Harness;
using Analytics.Bench.Ingest;
using Analytics.Bench.Limits;
using Analytics.Bench.Queue;
using Analytics.Bench.Results;
using Analytics.Bench.Services;

namespace Analytics.Bench;

/// <summary>All ratios, in the order of the table.</summary>
internal static class RatioList
{
    public static IReadOnlyList<IRatio> All =>
    [
        new IngestRatio("P1", "ingest of lineitem.csv, from event to queryable / DuckDB COPY", SourceKind.Csv, Goal.RatioAtMost(0.9)),
        new IngestRatio("P1-broken", "the same with 0.1 % broken rows / DuckDB COPY of the clean file", SourceKind.BrokenCsv, Goal.RatioAtMost(0.9)),
        new IngestRatio("P2-gz", "ingest of lineitem.csv.gz / DuckDB COPY", SourceKind.Gzip, Goal.RatioAtMost(0.85)),
        new IngestRatio("P2-ndjson", "ingest of lineitem.ndjson / DuckDB COPY of read_json", SourceKind.Ndjson, Goal.RatioAtMost(1.3)),
        new EmbeddedJobRatio(),
        new QueueThroughputRatio(),
        new EnqueueRatio(),
        new StartLatencyRatio(),
        new ResultLoadRatio(),
        .. ServiceSubject.All.Select(service => new ColdStartRatio(service)),
        .. ServiceSubject.All.Select(service => new IdleMemoryRatio(service)),
        new PeakMemoryRatio(),
        new PoisonLineRatio(),
    ];
}
