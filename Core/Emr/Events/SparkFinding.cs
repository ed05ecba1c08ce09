namespace Analytics.Emr.Events;

/// <summary>Something about a Spark application that its owner can mend.</summary>
/// <param name="Code">One of <see cref="Analytics.JobFailures.EngineFailureCode"/> where it may be why the step failed; else null.</param>
/// <param name="Message">What it is.</param>
/// <param name="Lines">What shows it.</param>
/// <param name="Advice">What to do about it.</param>
internal sealed record SparkFinding(string? Code, string Message, IReadOnlyList<string> Lines, string Advice);
