using System.Diagnostics;
using System.Diagnostics.Metrics;

using Analytics.Telemetry;

namespace Analytics.Work;

/// <summary>What the work queue tells of itself, in the words of OpenTelemetry's conventions for messaging.</summary>
internal static class WorkTelemetry
{
    public const string Name = "Analytics.Work";

    private const string Process = "process";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "messaging.process.duration", "s", "How long a work item was worked on, by its queue and what became of it", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800, 7200] });

    private static readonly Counter<long> DeadLetters = Meter.CreateCounter<long>(
        "analytics.queue.dead_letters", "{item}", "Work items that used up their attempts or cannot be done");

    /// <summary>Goes on with the trace in which the item was enqueued.</summary>
    public static Activity? Start(WorkItem item) => Source.StartBelow($"{Process} {item.Queue}", ActivityKind.Consumer, item.TraceParent)
        ?.SetTag("messaging.system", "postgresql")
        .SetTag("messaging.operation.name", Process)
        .SetTag("messaging.operation.type", Process)
        .SetTag(TelemetryNames.Queue, item.Queue)
        .SetTag("messaging.message.id", item.Id)
        .SetTag(TelemetryNames.Attempt, item.Attempt);

    /// <summary>What became of an item.</summary>
    public static void Finish(Activity? activity, WorkItem item, string outcome, string? fault, TimeSpan duration)
    {
        activity?.SetTag(TelemetryNames.Outcome, outcome);
        var tags = new TagList
        {
            { TelemetryNames.Queue, item.Queue },
            { TelemetryNames.Outcome, outcome },
        };
        if (fault is not null)
        {
            activity.Fail(fault);
            tags.Add(TelemetryNames.ErrorType, fault);
        }

        Duration.Record(duration.TotalSeconds, tags);
        if (outcome == WorkOutcomes.Dead)
        {
            AddDead(item.Queue);
        }
    }

    /// <summary>Counts an item that went to the dead letters.</summary>
    public static void AddDead(string queue) =>
        DeadLetters.Add(1, KeyValuePair.Create<string, object?>(TelemetryNames.Queue, queue));
}
