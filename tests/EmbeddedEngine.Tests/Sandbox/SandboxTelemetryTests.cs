using System.Diagnostics;

using Analytics.Engines;
using Analytics.Engines.Sandbox;
using Analytics.Fixtures.Telemetry;

namespace Analytics.EmbeddedEngine.Tests.Sandbox;

public sealed class SandboxTelemetryTests
{
    private const string Source = "Analytics.Sandbox";

    private static readonly EngineRequest Request = new() { OutcomePath = "/nowhere" };

    [Fact]
    public void Report_PhasesOfAChild_AreSpansBelowItsProcessAndWithinItsTime()
    {
        using var spans = new RecordedSpans(Source);
        using var process = Ended();
        var second = (process.StartTimeUtc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

        SandboxTelemetry.Report(process, [new EnginePhase(EnginePhases.Open, second + 1_000, 500)]);

        var phase = Assert.Single(spans.All, span => span.ParentSpanId == process.SpanId);
        Assert.Equal((EnginePhases.Open, process.TraceId), (phase.OperationName, phase.TraceId));
        Assert.Equal(process.StartTimeUtc.AddMilliseconds(1), phase.StartTimeUtc, TimeSpan.FromMicroseconds(10));
        Assert.Equal(0.5, phase.Duration.TotalMilliseconds, 0.02);
    }

    [Fact]
    public void Report_WhatAHostileChildSays_IsCutToWhatCanBe()
    {
        using var spans = new RecordedSpans(Source);
        using var process = Ended();

        SandboxTelemetry.Report(process, [
            new EnginePhase("the secret of a file", 0, 1),
            new EnginePhase(EnginePhases.Execute, long.MinValue, long.MaxValue),
            new EnginePhase(EnginePhases.Verify, long.MaxValue, long.MinValue),
            .. Enumerable.Repeat(new EnginePhase(EnginePhases.Check, 0, 0), 100_000),
        ]);

        var phases = spans.All.Where(span => span.ParentSpanId == process.SpanId).ToList();
        Assert.Equal(16, phases.Count);
        Assert.DoesNotContain(phases, phase => phase.OperationName.Contains("secret", StringComparison.Ordinal));
        Assert.All(phases, phase => Assert.InRange(phase.StartTimeUtc, process.StartTimeUtc, process.StartTimeUtc + process.Duration));
        Assert.All(phases, phase => Assert.InRange(phase.Duration, TimeSpan.Zero, process.Duration));
    }

    [Theory]
    [InlineData(0, null, false, null)]
    [InlineData(137, ExceededLimit.Memory, false, "limit_memory")]
    [InlineData(137, null, true, "killed")]
    [InlineData(64, null, false, "exit_code")]
    public void End_OfAChild_NamesTheKindOfItsFailure(int exitCode, ExceededLimit? exceeded, bool killed, string? kind)
    {
        using var spans = new RecordedSpans(Source);
        using var activity = SandboxTelemetry.Start(Request);

        SandboxTelemetry.End(activity, 4711, new SandboxEnd(exitCode, exceeded, killed, new EngineUsage(1, 2, TimeSpan.Zero), ["Graz,much"]));

        Assert.Equal(kind, activity?.GetTagItem("error.type"));
        Assert.Equal(kind is null ? ActivityStatusCode.Unset : ActivityStatusCode.Error, activity?.Status);
        Assert.DoesNotContain(activity?.TagObjects ?? [], tag => $"{tag.Value}".Contains("Graz", StringComparison.Ordinal));
    }

    private static Activity Ended()
    {
        var process = SandboxTelemetry.Start(Request) ?? throw new InvalidOperationException("Nobody listens.");
        process.SetEndTime(process.StartTimeUtc.AddSeconds(2));
        process.Stop();
        return process;
    }
}
