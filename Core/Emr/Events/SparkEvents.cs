namespace Analytics.Emr.Events;

/// <summary>What a Spark application went through.</summary>
/// <param name="Stages">Of which at least one task ended.</param>
/// <param name="LostExecutors">Why each executor went that did not go in order: <c>Executor 3: Container killed by YARN …</c>.</param>
internal sealed record SparkEvents(IReadOnlyList<SparkStage> Stages, IReadOnlyList<string> LostExecutors);
