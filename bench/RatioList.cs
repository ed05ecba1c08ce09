using Analytics.Bench.Engine;
using Analytics.Bench.Harness;
using Analytics.Bench.Ingest;
using Analytics.Bench.Inputs;
using Analytics.Bench.Limits;
using Analytics.Bench.Queue;
using Analytics.Bench.Readers;
using Analytics.Bench.Results;
using Analytics.Bench.Services;
using Analytics.Bench.Spark;

namespace Analytics.Bench;

/// <summary>All ratios, in the order of the table.</summary>
internal static class RatioList
{
    public static IReadOnlyList<IRatio> All =>
    [
        new IngestRatio("P1", "ingest of lineitem.csv, from event to queryable / DuckDB COPY", SourceKind.Csv, 0.6),
        new IngestRatio(
            "P1-broken", "the same with 0.1 % broken rows / DuckDB COPY of the same file", SourceKind.BrokenCsv, 0.6),
        new IngestRatio("P2-gz", "ingest of lineitem.csv.gz / DuckDB COPY", SourceKind.Gzip, 0.85),
        new IngestRatio(
            "P2-ndjson", "ingest of 2 million rows of lineitem.ndjson / DuckDB COPY of read_json", SourceKind.Ndjson, 0.9),
        new CommitRatio(),
        new KnownListingRatio(),
        new SmallFilesRatio(),
        new EmbeddedJobRatio("P4", "embedded SQL job / the bare query in DuckDB", EmbeddedJobRatio.LongSql),
        new EmbeddedJobRatio("P4-short", "the same with a query of a moment", EmbeddedJobRatio.ShortSql),
        new QueueThroughputRatio(),
        new EnqueueRatio(),
        new StartLatencyRatio(),
        new BacklogClaimRatio(
            "P19", "claims, 95th percentile, with a backlog of 1,000,000 / of a table with nothing else", done: 0, waiting: 1_000_000,
            isHeld: false),
        new BacklogClaimRatio(
            "F28", "claims, 95th percentile, with a backlog and an idle transaction / of a table with nothing else", done: 900_000,
            waiting: 100_000, isHeld: true),
        new ResultLoadRatio(),
        .. ServiceSubject.All.Select(service => new ColdStartRatio(service)),
        .. ServiceSubject.All.Select(service => new IdleServiceRatio(service)),
        new PeakMemoryRatio(),
        new SparkPathRatio(),
        new ManyFilesRatio(),
        new PoisonLine(),
        new GzipBomb(),
        new LyingParquet(),
        new ReadersRatio(),
    ];
}
