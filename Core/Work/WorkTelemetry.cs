using System.Diagnostics;

namespace Analytics.Core.Work;

internal static class WorkTelemetry
{
    public static readonly ActivitySource Source = new("Analytics.Work");

    /// <summary>Goes on with the trace in which the item was enqueued.</summary>
    public static Activity? Start(WorkItem item)
    {
        var activity = Source.StartActivity($"work {item.Queue}", ActivityKind.Consumer, item.TraceParent);
        activity?.SetTag("work.item", item.Id);
        activity?.SetTag("work.attempt", item.Attempt);
        return activity;
    }
}
