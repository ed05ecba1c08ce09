using System.Text;
using System.Text.RegularExpressions;

using Analytics.JobFailures;
using Analytics.LocalEmr.Runners;
using Analytics.LocalEmr.Steps;

namespace Analytics.LocalEmr.Failures;

/// <summary>Finds in a failed step's logs what it failed of, for what steps usually fail of.</summary>
internal static partial class FailureRules
{
    private const int TailBytes = 512 * 1024;
    private const int MaxMessage = 1_000;

    public static FailureCause Find(StepRun run, RunEnd end)
    {
        var logs = new StepLogs(Tail(run, "stderr"), Tail(run, "syslog"), Tail(run, "stdout"));
        if (MissingScript(run, logs) is { } missing)
        {
            return missing;
        }

        var isPython = run.Command.Script?.EndsWith(".py", StringComparison.OrdinalIgnoreCase) == true;
        if (StepCause.Find(logs, isPython) is { } cause)
        {
            // The script itself is input, too: of a path that is the step's own script another thing is wrong.
            var reason = cause.Rule?.Reason == StepFailureRules.InputNotFound && IsScript(run, cause.Line)
                ? NotFound(run)
                : cause.Rule?.Reason ?? "Python error.";
            return new FailureCause(reason, Cut(cause.Line), cause.Log);
        }

        if (end.Problem is { } problem)
        {
            return new FailureCause(
                problem.StartsWith("the step's process", StringComparison.Ordinal) ? "The process was killed." : FailureDetails.Unknown,
                Capital(problem) + ".", "controller");
        }

        return StepCause.LastWords(logs) is { } words
            ? new FailureCause(
                FailureDetails.Unknown,
                $"{Cut(logs.All.First(log => log.Name == words.Log).Lines[words.At])} (exit code {end.ExitCode})", words.Log)
            : new FailureCause(FailureDetails.Unknown, $"Exit code {end.ExitCode}.", "controller");
    }

    /// <summary>Spark only warns of its jar, and then has no class to run; Python's script it has not found by another name.</summary>
    private static FailureCause? MissingScript(StepRun run, StepLogs logs)
    {
        foreach (var (name, lines) in logs.All)
        {
            if (lines.FirstOrDefault(line => NoJar().IsMatch(line) && IsScript(run, line)) is { } noJar)
            {
                return new FailureCause(NotFound(run), Cut(noJar), name);
            }
        }

        foreach (var (name, lines) in logs.All)
        {
            if (lines.FirstOrDefault(line => NoScript().IsMatch(line) && !LogLines.IsQuiet(line) && IsScript(run, line)) is { } line)
            {
                return new FailureCause(NotFound(run), Cut(line), name);
            }
        }

        return null;
    }

    private static string NotFound(StepRun run) =>
        run.Command.Script?.EndsWith(".jar", StringComparison.OrdinalIgnoreCase) == true
            ? "The jar was not found."
            : "The script was not found.";

    private static bool IsScript(StepRun run, string line) =>
        run.Command.Script is { Length: > 0 } script
        && line.Contains(script[(script.LastIndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..].TrimStart('/'),
            StringComparison.Ordinal);

    private static IReadOnlyList<string> Tail(StepRun run, string log)
    {
        try
        {
            using var file = new FileStream(run.Folder.Log(log), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
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

    [GeneratedRegex(@"Local jar .* does not exist, skipping", RegexOptions.None, 1000)]
    private static partial Regex NoJar();

    [GeneratedRegex(
        @"No such file or directory|does not exist|can't open file|NoSuchKey|Failed to read file|FileNotFoundException",
        RegexOptions.None, 1000)]
    private static partial Regex NoScript();
}
