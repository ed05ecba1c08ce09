namespace Analytics.Core.Runs;

/// <summary>The states of a run (docs/state-machines.md).</summary>
public static class RunStates
{
    public const string Queued = "queued";

    /// <summary>Begun, also while it waits for its next attempt.</summary>
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    public static bool IsFinal(string state) => state is Succeeded or Failed or Cancelled;
}
