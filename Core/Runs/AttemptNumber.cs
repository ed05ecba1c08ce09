namespace Analytics.Runs;

/// <summary>Which of a run's attempts it is.</summary>
/// <param name="Number">1 and up.</param>
/// <param name="Most">The number of the last one; it grows when an attempt is lost without having failed.</param>
public sealed record AttemptNumber(int Number, int Most);
