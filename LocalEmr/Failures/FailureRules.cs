using System.Text;
using System.Text.RegularExpressions;

using Analytics.LocalEmr.Runners;
using Analytics.LocalEmr.Steps;

namespace Analytics.LocalEmr.Failures;

/// <summary>Finds in a failed step's logs what it failed of, for what steps usually fail of.</summary>
internal static partial class FailureRules
{
    private const int TailBytes = 512 * 1024;
    private const int MaxMessage = 1_000;
    private static readonly string[] Logs = ["stderr", "syslog", "stdout"];

    public static FailureCause Find(StepRun run, RunEnd end)
    {
        foreach (var log in Logs)
        {
            var lines = Tail(run.Folder.Log(log));
            if (Known(run, lines) is var (reason, message))
            {
                return new FailureCause(reason, Cut(message), log);
            }
        }

        if (end.Problem is { } problem)
        {
            return new FailureCause(
                problem.StartsWith("the step's process", StringComparison.Ordinal) ? "The process was killed." : FailureDetails.Unknown,
                Capital(problem) + ".", "controller");
        }

        var last = Tail(run.Folder.Log("stderr")).LastOrDefault(line => line.Contains("ERROR", StringComparison.Ordinal)
            || line.Contains("Exception", StringComparison.Ordinal))
            ?? Tail(run.Folder.Log("stderr")).LastOrDefault(line => !string.IsNullOrWhiteSpace(line));
        return new FailureCause(FailureDetails.Unknown, Cut(last ?? $"Exit code {end.ExitCode}."), "stderr");
    }

    private static (string Reason, string Message)? Known(StepRun run, List<string> lines)
    {
        // Spark only warns of its jar, and then has no class to run.
        if (lines.Find(line => NoJar().IsMatch(line) && IsScript(run, line)) is { } noJar)
        {
            return (NotFound(run), noJar);
        }

        // In the order in which one cause hides behind another: a missing input, too, ends in Python's traceback.
        (string Reason, Regex Pattern)[] rules =
        [
            ("Out of memory.", OutOfMemory()),
            ("The output directory already exists.", OutputExists()),
            ("The main class was not found.", NoClass()),
            ("The input path does not exist.", NoInput()),
            ("The bucket does not exist.", NoBucket()),
            ("Access to the storage was denied.", Denied()),
            ("The SQL cannot be parsed.", BadSyntax()),
            ("The SQL names a table or column that does not exist.", BadName()),
            ("The SQL is not valid.", BadSql()),
            ("The mapper or reducer failed.", Streaming()),
        ];
        foreach (var (reason, pattern) in rules)
        {
            if (lines.Find(pattern.IsMatch) is { } line)
            {
                // The script itself is input, too: of a path that is the step's own script another thing is wrong.
                return reason == "The input path does not exist." && IsScript(run, line)
                    ? (NotFound(run), line)
                    : (reason, line);
            }
        }

        if (lines.Find(line => NoScript().IsMatch(line) && IsScript(run, line)) is { } missing)
        {
            return (NotFound(run), missing);
        }

        return lines.FindLast(PythonError().IsMatch) is { } error && lines.Exists(IsTraceback) ? ("Python error.", error) : null;
    }

    private static string NotFound(StepRun run) =>
        run.Command.Script?.EndsWith(".jar", StringComparison.OrdinalIgnoreCase) == true
            ? "The jar was not found."
            : "The script was not found.";

    private static bool IsTraceback(string line) => line.Contains("Traceback (most recent call last)", StringComparison.Ordinal);

    private static bool IsScript(StepRun run, string line) =>
        run.Command.Script is { Length: > 0 } script
        && line.Contains(script[(script.LastIndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..].TrimStart('/'),
            StringComparison.Ordinal);

    private static List<string> Tail(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.Seek(-Math.Min(file.Length, TailBytes), SeekOrigin.End);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return [.. reader.ReadToEnd().Split('\n').Select(line => line.TrimEnd('\r'))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string Cut(string message) => message.Length <= MaxMessage ? message.Trim() : message[..MaxMessage].Trim() + "…";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    [GeneratedRegex(
        @"java\.lang\.OutOfMemoryError|^MemoryError|There is insufficient memory for the Java Runtime", RegexOptions.None, 1000)]
    private static partial Regex OutOfMemory();

    [GeneratedRegex(@"FileAlreadyExistsException|PATH_ALREADY_EXISTS|Output directory .* already exists", RegexOptions.None, 1000)]
    private static partial Regex OutputExists();

    [GeneratedRegex(
        @"Failed to load class |ClassNotFoundException|Could not find or load main class|No main class set in JAR",
        RegexOptions.None, 1000)]
    private static partial Regex NoClass();

    [GeneratedRegex(
        @"PATH_NOT_FOUND|Path does not exist: |Input path does not exist: |Input Pattern .* matches 0 files"
        + @"|FileNotFoundException: (No such file or directory|File .* does not exist|File does not exist)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NoInput();

    [GeneratedRegex(@"Local jar .* does not exist, skipping", RegexOptions.None, 1000)]
    private static partial Regex NoJar();

    [GeneratedRegex(@"NoSuchBucket|UnknownStoreException|Bucket .* does not exist", RegexOptions.None, 1000)]
    private static partial Regex NoBucket();

    [GeneratedRegex(@"AccessDeniedException|Access Denied|403 Forbidden|InvalidAccessKeyId", RegexOptions.None, 1000)]
    private static partial Regex Denied();

    [GeneratedRegex(@"\[PARSE_[A-Z_]+\]|ParseException", RegexOptions.None, 1000)]
    private static partial Regex BadSyntax();

    [GeneratedRegex(@"TABLE_OR_VIEW_NOT_FOUND|UNRESOLVED_COLUMN|SCHEMA_NOT_FOUND|Table or view not found", RegexOptions.None, 1000)]
    private static partial Regex BadName();

    [GeneratedRegex(@"AnalysisException", RegexOptions.None, 1000)]
    private static partial Regex BadSql();

    [GeneratedRegex(@"PipeMapRed\.waitOutputThreads\(\): subprocess failed|subprocess failed with code", RegexOptions.None, 1000)]
    private static partial Regex Streaming();

    [GeneratedRegex(@"No such file or directory|does not exist|can't open file|NoSuchKey|Failed to read file", RegexOptions.None, 1000)]
    private static partial Regex NoScript();

    [GeneratedRegex(
        @"^([A-Za-z_][A-Za-z0-9_.]*(Error|Exception|Exit|Interrupt|Warning)): ?|^[A-Za-z_][A-Za-z0-9_.]*Error$",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PythonError();
}
