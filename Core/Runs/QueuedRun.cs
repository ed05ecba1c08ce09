namespace Analytics.Runs;

/// <summary>What became of the wish for a run.</summary>
/// <param name="Id">The run that will do it.</param>
/// <param name="IsNew">False when a run of the job waits already, which takes this change in: it pins its inputs when it starts.</param>
public readonly record struct QueuedRun(long Id, bool IsNew);
