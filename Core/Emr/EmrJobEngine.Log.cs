using Microsoft.Extensions.Logging;

namespace Analytics.Emr;

internal static partial class EmrJobEngineLog
{
    [LoggerMessage(450, LogLevel.Warning, "Step {StepId} on cluster {ClusterId} could not be cancelled; retrying")]
    public static partial void StepNotCancelled(this ILogger logger, Exception exception, string stepId, string clusterId);

    [LoggerMessage(451, LogLevel.Warning, "EMR does not say whether a step of run {RunId} still runs; it is asked again")]
    public static partial void RunNotEnded(this ILogger logger, Exception exception, long runId);
}
