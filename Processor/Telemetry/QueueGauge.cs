namespace Analytics.Processor.Telemetry;

/// <summary>A queue as it was when it was looked at.</summary>
internal sealed record QueueGauge(string Queue, long Running, long Due, long Scheduled, TimeSpan OldestDue);
