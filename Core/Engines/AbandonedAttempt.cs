using Analytics.Catalogue.Jobs;

namespace Analytics.Engines;

/// <summary>An attempt that no worker follows any more, and that may still run.</summary>
/// <param name="RunId">The run's.</param>
/// <param name="Attempt">Its number.</param>
/// <param name="Job">The job as the run has it.</param>
/// <param name="Handle">The engine's; null where its worker died before it was stored.</param>
public sealed record AbandonedAttempt(long RunId, int Attempt, JobDefinition Job, string? Handle);
