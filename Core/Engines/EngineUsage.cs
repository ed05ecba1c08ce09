namespace Analytics.Engines;

/// <summary>What a task cost.</summary>
/// <param name="PeakMemoryBytes">The largest resident size that was seen.</param>
/// <param name="CpuSeconds">Of all its threads.</param>
/// <param name="WallTime">From start to end.</param>
/// <param name="Cost">In money; null of an engine that costs none.</param>
public sealed record EngineUsage(long PeakMemoryBytes, double CpuSeconds, TimeSpan WallTime, EngineCost? Cost = null)
{
    /// <summary>Of this and what followed it; null where that never ran.</summary>
    public EngineUsage Plus(EngineUsage? next) => next is null ? this : new EngineUsage(
        Math.Max(PeakMemoryBytes, next.PeakMemoryBytes), CpuSeconds + next.CpuSeconds, WallTime + next.WallTime,
        Cost is null || next.Cost is null ? Cost ?? next.Cost : next.Cost with { Usd = Cost.Usd + next.Cost.Usd });
}
