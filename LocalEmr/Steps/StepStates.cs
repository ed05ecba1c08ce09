namespace Analytics.LocalEmr.Steps;

/// <summary>EMR's words for a step's state.</summary>
internal static class StepStates
{
    public const string Pending = "PENDING";
    public const string CancelPending = "CANCEL_PENDING";
    public const string Running = "RUNNING";
    public const string Completed = "COMPLETED";
    public const string Cancelled = "CANCELLED";
    public const string Failed = "FAILED";
    public const string Interrupted = "INTERRUPTED";

    public static readonly IReadOnlyList<string> All = [Pending, CancelPending, Running, Completed, Cancelled, Failed, Interrupted];

    public static bool IsOver(string state) => state is Completed or Cancelled or Failed or Interrupted;
}
