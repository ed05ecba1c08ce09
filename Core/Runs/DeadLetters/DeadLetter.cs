namespace Analytics.Runs.DeadLetters;

/// <summary>A work item that ran out of attempts.</summary>
/// <param name="Id">The work item's.</param>
/// <param name="Queue">Where it waited: <c>ingest</c>, <c>trigger</c>, <c>publish</c>, <c>run</c> or <c>rollback</c>.</param>
/// <param name="Payload">What was to be done, as JSON.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="LastError">What the last attempt said; null where its worker died.</param>
/// <param name="DiedAt">UTC.</param>
public sealed record DeadLetter(long Id, string Queue, string Payload, int Attempts, string? LastError, DateTime DiedAt);
