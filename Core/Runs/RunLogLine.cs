namespace Analytics.Runs;

/// <summary>A kept line of a run's log. Its time is UTC.</summary>
/// <param name="Sequence">Grows with each line; ask for the lines after the last one that is known.</param>
/// <param name="Level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
public sealed record RunLogLine(long Sequence, DateTime At, int Attempt, string Level, string Line);
