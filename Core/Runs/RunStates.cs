namespace Analytics.Runs;

/// <summary>The states of a run (docs/state-machines.md).</summary>
public static class RunStates
{
    public const string Queued = "queued";

    /// <summary>Begun, also while it waits for its next attempt.</summary>
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";


    /// <summary>Succeeded, and its effect on the result table was undone since: never stored, reads derive it from the load.</summary>
    public const string RolledBack = "rolled-back";

    /// <summary>All of them, in the order in which people meet them.</summary>
    public static readonly IReadOnlyList<string> All = [Queued, Running, Succeeded, Failed, Cancelled, RolledBack];

    public static bool IsFinal(string state) => state is Succeeded or Failed or Cancelled or RolledBack;
}
