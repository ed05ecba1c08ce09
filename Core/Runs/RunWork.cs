namespace Analytics.Runs;

/// <summary>The payload of queue <see cref="RunStore.Queue"/>.</summary>
public sealed record RunWork(long RunId);
