namespace Analytics.Processor.Telemetry;

/// <summary>A dataset as it was when it was looked at.</summary>
internal sealed record DatasetGauge(string Dataset, TimeSpan Age, double QuarantinedShare);
