namespace Analytics.Runs;

/// <summary>Why a run failed, for the person who reads its page.</summary>
/// <param name="Code">Stable: of <see cref="JobFailures.EngineFailureCode"/>, or one of the Processor's own.</param>
/// <param name="Message">What happened.</param>
/// <param name="Lines">The lines that show it.</param>
/// <param name="Advice">What to do next.</param>
public sealed record RunCause(string Code, string Message, IReadOnlyList<string> Lines, string Advice);
