namespace Analytics.Engines;

/// <summary>A line of a run's log.</summary>
/// <param name="Level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Text">One line, at most 4,000 characters.</param>
public sealed record EngineLogLine(string Level, string Text)
{
    public const string Info = "info";
    public const string Warning = "warning";
    public const string Error = "error";
}
