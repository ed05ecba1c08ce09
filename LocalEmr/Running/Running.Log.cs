namespace Analytics.LocalEmr.Running;

internal static partial class RunningLog
{
    [LoggerMessage(1010, LogLevel.Error, "Cluster {ClusterId} could not be advanced; retrying")]
    public static partial void ClusterFailed(this ILogger logger, Exception exception, string clusterId);

    [LoggerMessage(1011, LogLevel.Information, "Step {StepId} of cluster {ClusterId} starts: {Kind}")]
    public static partial void StepStarts(this ILogger logger, string stepId, string clusterId, string kind);

    [LoggerMessage(1012, LogLevel.Information, "Step {StepId} of cluster {ClusterId} is followed again")]
    public static partial void StepFoundAgain(this ILogger logger, string stepId, string clusterId);

    [LoggerMessage(1013, LogLevel.Information, "Step {StepId} of cluster {ClusterId} is {State}: {Reason}")]
    public static partial void StepEnded(this ILogger logger, string stepId, string clusterId, string state, string? reason);

    [LoggerMessage(1014, LogLevel.Error, "Step {StepId} of cluster {ClusterId} could not be run")]
    public static partial void StepFaulted(this ILogger logger, Exception exception, string stepId, string clusterId);

    [LoggerMessage(1015, LogLevel.Error, "The end of step {StepId} of cluster {ClusterId} could not be written down; it is followed again")]
    public static partial void EndNotWritten(this ILogger logger, Exception exception, string stepId, string clusterId);
}
