namespace Analytics.LocalEmr.Steps;

/// <summary>EMR's words for what a failed step does to its cluster.</summary>
internal static class ActionsOnFailure
{
    public const string TerminateJobFlow = "TERMINATE_JOB_FLOW";
    public const string TerminateCluster = "TERMINATE_CLUSTER";
    public const string CancelAndWait = "CANCEL_AND_WAIT";
    public const string Continue = "CONTINUE";

    public static readonly IReadOnlyList<string> All = [TerminateJobFlow, TerminateCluster, CancelAndWait, Continue];
}
