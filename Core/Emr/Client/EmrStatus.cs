namespace Analytics.Emr.Client;

/// <summary>The state of a cluster or a step.</summary>
internal sealed record EmrStatus(
    string State, EmrStatus.ChangeReason? StateChangeReason, EmrStatus.Failure? FailureDetails, EmrStatus.Times? Timeline)
{
    internal sealed record ChangeReason(string? Code, string? Message);

    /// <summary>Only of steps that failed.</summary>
    internal sealed record Failure(string? Reason, string? Message, string? LogFile);

    internal sealed record Times(DateTimeOffset? CreationDateTime, DateTimeOffset? StartDateTime, DateTimeOffset? EndDateTime);
}
