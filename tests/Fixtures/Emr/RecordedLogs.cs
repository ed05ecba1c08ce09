namespace Analytics.Fixtures.Emr;

/// <summary>
/// Logs of real steps that failed: Spark 3.5.6 and Hadoop streaming 3.3.4 wrote them, only the middle of long stretches of INFO lines is left
/// out. Each folder is a case.
/// </summary>
public static class RecordedLogs
{
    public static string Folder { get; } = Repository.PathOf("tests", "Fixtures", "Emr", "RecordedLogs");

    /// <summary>The lines of a log; none where the step did not write it.</summary>
    /// <param name="step">The case.</param>
    /// <param name="log">stderr, stdout or syslog.</param>
    public static string[] Lines(string step, string log)
    {
        var path = Path.Combine(Folder, step, $"{log}.txt");
        return Directory.Exists(Path.Combine(Folder, step))
            ? File.Exists(path) ? File.ReadAllLines(path) : []
            : throw new DirectoryNotFoundException($"No step was recorded under the name {step}.");
    }
}
