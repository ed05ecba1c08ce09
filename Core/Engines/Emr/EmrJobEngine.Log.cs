using Microsoft.Extensions.Logging;

namespace Analytics.Core.Engines.Emr;

internal static partial class EmrJobEngineLog
{
    [LoggerMessage(450, LogLevel.Warning, "Step {StepId} on cluster {ClusterId} could not be cancelled; it is tried again")]
    public static partial void StepNotCancelled(this ILogger logger, Exception exception, string stepId, string clusterId);
}
