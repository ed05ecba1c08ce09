namespace Analytics.Runs;

/// <summary>A run in a list. Times are UTC.</summary>
/// <param name="State">One of <see cref="RunStates"/>.</param>
/// <param name="TriggeredBy">One of <see cref="RunTriggers"/>.</param>
/// <param name="Rows">Rows of the result, once there is one.</param>
/// <param name="RolledBackAt">When its effect on the result table was undone.</param>
/// <param name="CauseMessage">Of a run that failed: what happened.</param>
public sealed record RunSummary(
    long Id,
    string Job,
    string State,
    string TriggeredBy,
    string? TriggerDetail,
    int Attempt,
    int MaxAttempts,
    DateTime CreatedAt,
    DateTime? StartedAt,
    DateTime? FinishedAt,
    DateTime? CancelRequestedAt,
    long? Rows,
    DateTime? DataTime,
    double? QuarantinedShare,
    DateTime? RolledBackAt,
    string? CauseMessage);
