using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Analytics.ServiceDefaults.Telemetry;

/// <summary>
/// Takes every trace but those that a mere call would begin: what loops ask of the database or of a queue every few seconds, because of
/// nobody's work. Such a call is a span where it is a part of something.
/// </summary>
internal sealed class CausedSampler : Sampler
{
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(samplingParameters.Kind == ActivityKind.Client ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);
}
