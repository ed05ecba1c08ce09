using System.Diagnostics;
using System.Diagnostics.Metrics;
using Analytics.Datasets;
using Analytics.Ingestor.Discovery;
using Analytics.Telemetry;

namespace Analytics.Ingestor.Ingest;

/// <summary>Spans and metrics of files: how they were found, what became of them. Nothing here is done for each row.</summary>
internal static class IngestTelemetry
{
    public const string Name = "Analytics.Ingestor";

    private const string Kind = "analytics.rows.kind";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Files = Meter.CreateCounter<long>(
        "analytics.ingest.files", "{file}", "Files that were read, by dataset and by what became of them");

    private static readonly Counter<long> Rows = Meter.CreateCounter<long>(
        "analytics.ingest.rows", "{row}", "Rows of committed files, kept and in quarantine");

    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>(
        "analytics.ingest.bytes", "By", "Bytes of files that were read, as stored in the raw store");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "analytics.ingest.duration", "s", "Time to read a file, from its first byte to its outcome", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600, 14400] });

    /// <summary>The finding of an object: the first step of its trace, unless a hint or a request began it.</summary>
    public static Activity? Land(string key, SeenBy by, string? traceParent) =>
        Source.StartBelow("land", ActivityKind.Internal, traceParent)
            ?.SetTag(TelemetryNames.Key, key)
            .SetTag("analytics.object.seen_by", by.ToString().ToLowerInvariant());

    public static void Landed(Activity? activity, string? dataset, IntakeOutcome outcome, long? id)
    {
        activity?.SetTag(TelemetryNames.Dataset, dataset)
            .SetTag(TelemetryNames.Object, id)
            .SetTag(TelemetryNames.Outcome, NameOf(outcome));
        if (activity is not null && dataset is not null)
        {
            // A list of traces shows names alone.
            activity.DisplayName = $"{activity.OperationName} {dataset}";
        }
    }

    /// <summary>The reading of one object, as a part of the trace that its work item continues.</summary>
    public static Activity? Start(RawObject item) => Source.StartActivity($"ingest {item.Dataset}")
        ?.SetTag(TelemetryNames.Dataset, item.Dataset)
        .SetTag(TelemetryNames.Object, item.Id)
        .SetTag(TelemetryNames.Key, item.Key);

    /// <summary>A part of a reading: <c>convert</c>, <c>commit</c>.</summary>
    public static Activity? Step(string name) => Source.StartActivity(name);

    public static void Record(Activity? activity, IngestOutcome outcome, CommitResult result, TimeSpan elapsed)
    {
        var shown = NameOf(result.Outcome);
        activity?.SetTag(TelemetryNames.Outcome, shown)
            .SetTag(TelemetryNames.Version, result.Version)
            .SetTag("analytics.records", outcome.Records)
            .SetTag("analytics.rows.kept", outcome.RowsKept)
            .SetTag("analytics.rows.quarantined", outcome.RowsQuarantined);
        if (outcome.Fault is { } fault)
        {
            // What a file's sender did wrong is an outcome, and no error of this service.
            activity?.SetTag(TelemetryNames.ErrorType, fault.Code);
        }

        var dataset = Tag(TelemetryNames.Dataset, outcome.Object.Dataset);
        Bytes.Add(outcome.SourceBytes, dataset);
        Files.Add(1, dataset, Tag(TelemetryNames.Outcome, shown));
        Duration.Record(elapsed.TotalSeconds, dataset, Tag(TelemetryNames.Outcome, shown));
        if (result.Outcome == CommitOutcome.Committed)
        {
            Rows.Add(outcome.RowsKept, dataset, Tag(Kind, "kept"));
            Rows.Add(outcome.RowsQuarantined, dataset, Tag(Kind, "quarantined"));
        }
    }

    /// <summary>A file that could not be read; it is counted once it is not tried again.</summary>
    public static void Failed(Activity? activity, string dataset, string kind, bool isFinal)
    {
        activity.Fail(kind);
        if (isFinal)
        {
            Files.Add(1, Tag(TelemetryNames.Dataset, dataset), Tag(TelemetryNames.Outcome, "failed"));
        }
    }

    private static KeyValuePair<string, object?> Tag(string key, object value) => new(key, value);

    private static string NameOf(CommitOutcome outcome) => outcome switch
    {
        CommitOutcome.Committed => "committed",
        CommitOutcome.Rejected => "rejected",
        CommitOutcome.Superseded => "superseded",
        CommitOutcome.AlreadyDone => "already_done",
        _ => "lost_lease",
    };

    private static string NameOf(IntakeOutcome outcome) => outcome switch
    {
        IntakeOutcome.Taken => "taken",
        IntakeOutcome.Known => "known",
        IntakeOutcome.Unclaimed => "unclaimed",
        IntakeOutcome.Ignored => "ignored",
        _ => "not_taken",
    };
}
