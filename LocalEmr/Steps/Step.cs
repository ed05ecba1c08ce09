using System.Text.Json.Serialization;

namespace Analytics.LocalEmr.Steps;

/// <summary>A step as it is kept.</summary>
internal sealed record Step
{
    public required string Id { get; init; }

    public required string ClusterId { get; init; }

    public required string Name { get; init; }

    public required HadoopJarStepInput Jar { get; init; }

    public required string ActionOnFailure { get; init; }

    public required DateTimeOffset Created { get; init; }

    public string? ExecutionRoleArn { get; init; }

    /// <summary>Where its logs go instead of under the cluster's LogUri.</summary>
    public string? LogUri { get; init; }

    public string? EncryptionKeyArn { get; init; }

    public string State { get; init; } = StepStates.Pending;

    public string? Reason { get; init; }

    public FailureDetails? Failure { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>By what its runner finds it again; null until the runner has said it.</summary>
    public string? Handle { get; init; }

    /// <summary>Spark's own pages about it while it runs.</summary>
    public string? UiAddress { get; init; }

    /// <summary>Whether a wish to cancel asked for SIGKILL.</summary>
    public bool KillWanted { get; init; }

    [JsonIgnore]
    public bool IsOver => StepStates.IsOver(State);

    [JsonIgnore]
    public bool IsActive => State is StepStates.Running or StepStates.CancelPending;

    public Step Cancelled(DateTimeOffset now, string reason) =>
        this with { State = StepStates.Cancelled, Reason = reason, Ended = now };
}
