namespace Analytics.Core.Engines;

/// <summary>What a task cost.</summary>
/// <param name="PeakMemoryBytes">The largest resident size that was seen.</param>
/// <param name="CpuSeconds">Of all its threads.</param>
/// <param name="WallTime">From start to end.</param>
/// <param name="CostUsd">What it cost in US dollars; null where the engine does not know, as the embedded one does not.</param>
public sealed record EngineUsage(long PeakMemoryBytes, double CpuSeconds, TimeSpan WallTime, decimal? CostUsd = null);
