namespace Analytics.Runs;

/// <summary>A job's newest runs.</summary>
/// <param name="Last">Its newest run.</param>
/// <param name="LastGood">The newest that succeeded and was not rolled back.</param>
public sealed record JobRuns(string Job, RunSummary Last, RunSummary? LastGood);
