namespace Analytics.Datasets;

/// <summary>What a commit did.</summary>
/// <param name="Outcome">What became of the object.</param>
/// <param name="Version">The dataset version that it made, where it made one.</param>
public readonly record struct CommitResult(CommitOutcome Outcome, long? Version = null);
