namespace Analytics.Runs.DeadLetters;

/// <summary>What a replay did.</summary>
/// <param name="Replayed">How many items will run again.</param>
/// <param name="Left">How many stay dead: their run has ended, or another item does their work by now.</param>
public sealed record ReplayOutcome(int Replayed, int Left);
