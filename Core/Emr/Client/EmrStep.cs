namespace Analytics.Emr.Client;

/// <summary>A step as ListSteps and DescribeStep show it.</summary>
internal sealed record EmrStep(string Id, string? Name, EmrStep.Command? Config, EmrStatus Status)
{
    public const string Pending = "PENDING";
    public const string CancelPending = "CANCEL_PENDING";
    public const string Running = "RUNNING";
    public const string Completed = "COMPLETED";
    public const string Cancelled = "CANCELLED";

    public static readonly IReadOnlyList<string> ActiveStates = [Pending, Running];

    public bool IsOver => Status.State is not (Pending or CancelPending or Running);

    internal sealed record Command(string? Jar, IReadOnlyList<string>? Args);
}
