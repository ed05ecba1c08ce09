using System.Diagnostics;
using System.Diagnostics.Metrics;
using Analytics.Core.Datasets;

namespace Analytics.Ingestor.Ingest;

internal static class IngestTelemetry
{
    private const string Name = "Analytics.Ingestor";
    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Bytes =
        Meter.CreateCounter<long>("analytics.ingest.bytes", "By", "Bytes of raw objects that were read");
    private static readonly Counter<long> Rows =
        Meter.CreateCounter<long>("analytics.ingest.rows", "{row}", "Rows kept and quarantined");
    private static readonly Counter<long> Files =
        Meter.CreateCounter<long>("analytics.ingest.files", "{file}", "Files by what became of them");

    /// <summary>The reading of one object, as a part of the trace that its work item continues.</summary>
    public static Activity? Start(RawObject item) => Source.StartActivity("ingest")
        ?.SetTag("analytics.dataset", item.Dataset)
        .SetTag("analytics.object", item.Id)
        .SetTag("analytics.key", item.Key);

    public static void Record(Activity? activity, IngestOutcome outcome, CommitResult result)
    {
        activity?.SetTag("analytics.outcome", result.Outcome.ToString())
            .SetTag("analytics.version", result.Version)
            .SetTag("analytics.records", outcome.Records);
        var dataset = KeyValuePair.Create<string, object?>("dataset", outcome.Object.Dataset);
        Bytes.Add(outcome.SourceBytes, dataset);
        Files.Add(1, dataset, KeyValuePair.Create<string, object?>("outcome", result.Outcome.ToString()));
        if (result.Outcome == CommitOutcome.Committed)
        {
            Rows.Add(outcome.RowsKept, dataset, KeyValuePair.Create<string, object?>("kind", "kept"));
            Rows.Add(outcome.RowsQuarantined, dataset, KeyValuePair.Create<string, object?>("kind", "quarantined"));
        }
    }
}
