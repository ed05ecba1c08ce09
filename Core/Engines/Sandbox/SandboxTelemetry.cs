using System.Diagnostics;

using Analytics.Telemetry;

namespace Analytics.Engines.Sandbox;

/// <summary>
/// The spans of a child process. It has neither network nor environment, and what it ran is not to be trusted, so its owner makes them:
/// one of the process, and one of each part that the child says it did.
/// </summary>
internal static class SandboxTelemetry
{
    private const int MostPhases = 16;

    private static readonly ActivitySource Source = new("Analytics.Sandbox");

    public static Activity? Start(EngineRequest request) =>
        Source.StartActivity(request.Sql is not null ? "engine sql" : request.PlanColumns is not null ? "engine plan" : "engine parquet");

    public static void End(Activity? activity, int processId, SandboxEnd end)
    {
        activity?.SetTag("process.pid", processId)
            .SetTag("process.exit.code", end.ExitCode)
            .SetTag("analytics.engine.peak_memory", end.Usage.PeakMemoryBytes)
            .SetTag("analytics.engine.cpu_time", end.Usage.CpuSeconds);
        if (end.Exceeded is { } exceeded)
        {
            activity.Fail($"limit_{exceeded.ToString().ToLowerInvariant()}");
        }
        else if (end.Killed || end.ExitCode != 0)
        {
            activity.Fail(end.Killed ? "killed" : "exit_code");
        }
    }

    /// <summary>The parts that a child says it did, below the span of its process and within its time.</summary>
    public static void Report(Activity? process, IReadOnlyList<EnginePhase>? phases)
    {
        if (process is null)
        {
            return;
        }

        var (first, last) = (process.StartTimeUtc, process.StartTimeUtc + process.Duration);
        foreach (var phase in (phases ?? []).Where(phase => phase is not null && EnginePhases.Names.Contains(phase.Name)).Take(MostPhases))
        {
            var start = Within(phase.StartedAt);
            using var activity = Source.StartActivity(
                phase.Name, ActivityKind.Internal, process.Context, [KeyValuePair.Create("process.pid", process.GetTagItem("process.pid"))],
                startTime: new DateTimeOffset(start));
            activity?.SetEndTime(Within(phase.StartedAt + Math.Clamp(phase.Took, 0, long.MaxValue / 2)));
        }

        DateTime Within(long microseconds)
        {
            var limited = Math.Clamp(microseconds, 0, DateTime.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond / 2);
            var at = DateTime.UnixEpoch.AddTicks(limited * TimeSpan.TicksPerMicrosecond);
            return at < first ? first : at > last ? last : at;
        }
    }
}
