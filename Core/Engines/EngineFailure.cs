namespace Analytics.Engines;

/// <summary>Why a task failed, for the person who reads the run's page.</summary>
/// <param name="Code">Stable, one of <see cref="Analytics.JobFailures.EngineFailureCode"/>.</param>
/// <param name="Message">What happened, in one or two sentences.</param>
/// <param name="Lines">The lines that show it: of the SQL, with its line number, or of the engine's output.</param>
/// <param name="Advice">What to do next.</param>
/// <param name="Retryable">Whether the same task may succeed later: no space, a crash; never a fault of the SQL.</param>
public sealed record EngineFailure(string Code, string Message, IReadOnlyList<string> Lines, string Advice, bool Retryable);
