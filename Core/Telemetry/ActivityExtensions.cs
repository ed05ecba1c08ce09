using System.Diagnostics;

namespace Analytics.Telemetry;

public static class ActivityExtensions
{
    /// <summary>Begins a span below a W3C trace context; below the current one where the context is missing or is none.</summary>
    public static Activity? StartBelow(this ActivitySource source, string name, ActivityKind kind, string? traceParent) =>
        ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var parent)
            ? source.StartActivity(name, kind, parent)
            : source.StartActivity(name, kind);

    /// <summary>Says that what the span stands for failed. The kind of failure is a code or a type, never a message.</summary>
    public static void Fail(this Activity? activity, string kind) =>
        activity?.SetTag(TelemetryNames.ErrorType, kind).SetStatus(ActivityStatusCode.Error);

    /// <summary>
    /// The context that goes on with a trace: the current span's where it belongs to that trace, else the one that came with the work,
    /// since nobody may listen here.
    /// </summary>
    public static string? ContextWithin(this Activity? current, string? traceParent) =>
        current is not null && (traceParent is null || traceParent.Contains(current.TraceId.ToHexString(), StringComparison.Ordinal))
            ? current.Id
            : traceParent;
}
