namespace Analytics.Processor.Triggers;

/// <summary>A run that no worker could do.</summary>
internal sealed record LostRun(long Id, string Job, TimeSpan Age);
