using System.Diagnostics;
using Amazon.SQS.Model;
using Analytics.Telemetry;

namespace Analytics.Storage.FileEvents.Sqs;

/// <summary>
/// The span of a received message. It goes on with the sender's trace where the message names it: as the attribute <c>traceparent</c>,
/// or as X-Ray's header, which S3 hands on.
/// </summary>
internal static class SqsTelemetry
{
    public const string TraceParentAttribute = "traceparent";
    public const string XRayAttribute = "AWSTraceHeader";

    private const string Process = "process";

    private static readonly ActivitySource Source = new("Analytics.FileEvents");

    public static Activity? Start(Message message, string queue) =>
        Source.StartBelow($"{Process} {queue}", ActivityKind.Consumer, TraceParentOf(message))
            ?.SetTag("messaging.system", "aws_sqs")
            .SetTag("messaging.operation.name", Process)
            .SetTag("messaging.operation.type", Process)
            .SetTag(TelemetryNames.Queue, queue)
            .SetTag("messaging.message.id", message.MessageId);

    /// <summary>The W3C trace context of a message; null where it has none that can be read.</summary>
    public static string? TraceParentOf(Message message)
    {
        if (message.MessageAttributes?.GetValueOrDefault(TraceParentAttribute)?.StringValue is { } given
            && ActivityContext.TryParse(given, null, out _))
        {
            return given;
        }

        return message.Attributes?.GetValueOrDefault(XRayAttribute) is { } header ? FromXRay(header) : null;
    }

    /// <summary><c>Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1</c>, in any order.</summary>
    private static string? FromXRay(string header)
    {
        var parts = header.Split(';', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(part => part.Length == 2)
            .DistinctBy(part => part[0], StringComparer.Ordinal)
            .ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        if (parts.GetValueOrDefault("Root")?.Split('-') is not [_, var time, var unique]
            || parts.GetValueOrDefault("Parent") is not { } parent)
        {
            return null;
        }

        var context = $"00-{time}{unique}-{parent}-{(parts.GetValueOrDefault("Sampled") == "0" ? "00" : "01")}";
        return ActivityContext.TryParse(context, null, out _) ? context : null;
    }
}
