namespace Analytics.JobFailures;

/// <summary>The last lines of what a step wrote, by EMR's names of its logs.</summary>
public sealed record StepLogs(IReadOnlyList<string> Stderr, IReadOnlyList<string> Syslog, IReadOnlyList<string> Stdout)
{
    public static readonly StepLogs None = new([], [], []);

    public bool IsEmpty => Stderr.Count + Syslog.Count + Stdout.Count == 0;

    /// <summary>In the order in which they are searched for a cause.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Lines)> All =>
        [("stderr", Stderr), ("syslog", Syslog), ("stdout", Stdout)];
}
