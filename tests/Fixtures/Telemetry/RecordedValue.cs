using System.Diagnostics.Metrics;

namespace Analytics.Fixtures.Telemetry;

/// <summary>One measurement; its attributes written as <c>key=value</c>.</summary>
public sealed record RecordedValue(Instrument Instrument, double Value, IReadOnlySet<string> Attributes);
