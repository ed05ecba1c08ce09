namespace Analytics.LocalEmr.Clusters;

/// <summary>EMR's words for a cluster's state.</summary>
internal static class ClusterStates
{
    public const string Starting = "STARTING";
    public const string Bootstrapping = "BOOTSTRAPPING";
    public const string Running = "RUNNING";
    public const string Waiting = "WAITING";
    public const string Terminating = "TERMINATING";
    public const string Terminated = "TERMINATED";
    public const string TerminatedWithErrors = "TERMINATED_WITH_ERRORS";

    public static readonly IReadOnlyList<string> All =
        [Starting, Bootstrapping, Running, Waiting, Terminating, Terminated, TerminatedWithErrors];

    public static bool IsOver(string state) => state is Terminated or TerminatedWithErrors;

    /// <summary>Whether it takes steps and changes.</summary>
    public static bool IsOpen(string state) => state is Starting or Bootstrapping or Running or Waiting;
}
