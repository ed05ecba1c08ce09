using System.Text.RegularExpressions;

using Analytics.Emr.Client;
using Analytics.Emr.Events;
using Analytics.Engines;
using Analytics.JobFailures;

namespace Analytics.Emr;

/// <summary>From a failed step's state and logs to what its job's owner is told.</summary>
internal static partial class EmrFailures
{
    private const int MostLines = 20;
    private const int LongestLine = 500;
    private const int Milliseconds = 1_000;
    private const RegexOptions Plain = RegexOptions.ExplicitCapture;

    /// <param name="status">The step's, as EMR reports it.</param>
    /// <param name="logs">What the step wrote.</param>
    /// <param name="isPython">Whether it ran analytics_runner.py.</param>
    public static EngineFailure Of(EmrStatus status, StepLogs logs, bool isPython)
    {
        if (status.FailureDetails?.Reason is { } reason && reason.StartsWith("LocalEmr was stopped", StringComparison.Ordinal))
        {
            return new EngineFailure(
                EngineFailureCode.Crashed, "LocalEmr was stopped while the step was pending or running.", [reason], "The run is retried.",
                Retryable: true);
        }

        return NamedByRunner(logs)
            ?? (StepCause.Find(logs, isPython) is { } cause ? Known(logs, cause) : Exited(logs))
            ?? Unknown(status, logs);
    }

    /// <summary>
    /// The same with what the application's event log tells: the cause where no other is known, else more of what shows it.
    /// </summary>
    public static EngineFailure With(EngineFailure failure, IReadOnlyList<SparkFinding> findings)
    {
        if (findings.Count == 0)
        {
            return failure;
        }

        var more = Shown([.. findings.SelectMany(finding => finding.Lines.Prepend(finding.Message))]);
        IReadOnlyList<string> lines = [.. failure.Lines.Take(Math.Max(MostLines - more.Count, 0)), .. more];
        if (failure.Code == EngineFailureCode.StepFailed && findings.FirstOrDefault(finding => finding.Code is not null) is { } cause)
        {
            return failure with
            {
                Code = cause.Code ?? failure.Code,
                Message = $"The step failed: {cause.Message}",
                Lines = lines,
                Advice = cause.Advice,
                Retryable = cause.Code == EngineFailureCode.Crashed,
            };
        }

        // At its time limit the question is what took so long.
        var advice = failure.Code == EngineFailureCode.LimitWallTime ? $"{findings[0].Advice} {failure.Advice}" : failure.Advice;
        return failure with { Lines = lines, Advice = advice };
    }

    private static EngineFailure? NamedByRunner(StepLogs logs)
    {
        foreach (var (_, lines) in logs.All)
        {
            var at = lines.ToList().FindLastIndex(line => Named().IsMatch(line));
            if (at >= 0)
            {
                var named = Named().Match(lines[at]);
                var (code, message) = (named.Groups["code"].Value, named.Groups["message"].Value);
                var rest = lines.Skip(at + 1).TakeWhile(line => line.Length > 0 && !LogLines.IsLogged(line));
                return new EngineFailure(code, Cut(message), Shown([message, .. rest]), AdviceFor(code), Retryable: false);
            }
        }

        return null;
    }

    private static EngineFailure Known(StepLogs logs, StepCause cause)
    {
        if (cause.Traceback is { } traceback)
        {
            IReadOnlyList<string> lines = [.. traceback.Frames, .. traceback.ErrorLines];
            return cause.Rule is { } known
                ? new EngineFailure(known.Code, known.Message, Shown(Informative(lines)), known.Advice, known.Retryable)
                : new EngineFailure(
                    EngineFailureCode.Script,
                    $"The script failed{(traceback.Line is { } line ? $" at line {line}" : "")}: {Cut(traceback.Error)}",
                    Shown(Informative(lines)), "See the line of the script that the trace names.", Retryable: false);
        }

        var rule = cause.Rule ?? throw new ArgumentException("A cause without a traceback has a rule.", nameof(cause));
        var log = logs.All.First(log => log.Name == cause.Log).Lines;

        // The streaming program's own words are in another log than what Hadoop says of it.
        var words = rule.Code == EngineFailureCode.Script && StepCause.LastWords(logs) is { } last && last.Log != cause.Log
            ? LinesBefore(logs, last)
            : [];
        var message = words.Count == 0 ? rule.Message : $"{rule.Message.TrimEnd('.')}: {Cut(words[^1])}";
        return new EngineFailure(rule.Code, message, Shown([.. words, .. Around(log, cause.At)]), rule.Advice, rule.Retryable);
    }

    /// <summary>Of a script that ended itself: its own last words are the cause.</summary>
    private static EngineFailure? Exited(StepLogs logs)
    {
        foreach (var (name, lines) in logs.All)
        {
            var at = lines.ToList().FindLastIndex(line => ExitedBySystemExit().IsMatch(line));
            if (at < 0)
            {
                continue;
            }

            var exit = ExitedBySystemExit().Match(lines[at]);
            (string, int)? spoken = lines.Take(at).ToList().FindLastIndex(LogLines.IsOfProgram) is var place and >= 0
                ? (name, place)
                : StepCause.LastWords(logs);
            IReadOnlyList<string> before = spoken is { } last ? LinesBefore(logs, last) : [];
            var words = exit.Groups["text"] is { Success: true } text ? text.Value : before.Count > 0 ? before[^1] : null;
            return new EngineFailure(
                EngineFailureCode.Script,
                $"The script ended with exit code {exit.Groups["exit"].Value}{(words is null ? " and printed nothing." : $": {Cut(words)}")}",
                Shown(exit.Groups["text"].Success ? [.. before, words ?? ""] : before),
                "See where the script exits (sys.exit), and what it checks there.", Retryable: false);
        }

        return null;
    }

    private static EngineFailure Unknown(EmrStatus status, StepLogs logs)
    {
        var details = status.FailureDetails;
        string?[] reported = [details?.Message, details?.Reason, status.StateChangeReason?.Message];
        var words = StepCause.LastWords(logs) is { } last ? LinesBefore(logs, last) : [];
        return new EngineFailure(
            EngineFailureCode.StepFailed,
            $"The step failed on EMR: {Cut(reported.FirstOrDefault(IsInformative) ?? (words.Count > 0 ? words[^1] : "no cause is known"))}",
            Shown([.. reported.OfType<string>().Where(IsInformative).Distinct(), .. words]),
            details?.LogFile is { } file ? $"See the step's log: {file}" : "See the step's log on EMR.",
            Retryable: false);
    }

    private static bool IsInformative(string? text) => !string.IsNullOrWhiteSpace(text) && text != "Unknown Error.";

    /// <summary>What the program wrote, up to its last words.</summary>
    private static IReadOnlyList<string> LinesBefore(StepLogs logs, (string Log, int At) last)
    {
        const int Most = 10;
        return [.. logs.All.First(log => log.Name == last.Log).Lines.Take(last.At + 1).Where(LogLines.IsOfProgram).TakeLast(Most)];
    }

    /// <summary>The line itself, what is around it, and what Java names as its causes.</summary>
    private static IReadOnlyList<string> Around(IReadOnlyList<string> log, int found)
    {
        const int Before = 4;
        const int After = 6;
        var near = Enumerable.Range(Math.Max(0, found - Before), Math.Min(log.Count, found + After) - Math.Max(0, found - Before));
        var causes = Enumerable.Range(0, log.Count).Where(at => log[at].StartsWith("Caused by: ", StringComparison.Ordinal));
        return [.. Informative([.. near.Concat(causes).Distinct().Order().Select(at => log[at])])];
    }

    private static IReadOnlyList<string> Informative(IReadOnlyList<string> lines) =>
        [.. lines.Where(line => line.Trim().Length > 0 && !LogLines.IsFrame(line) && !LogLines.IsQuiet(line))];

    private static IReadOnlyList<string> Shown(IReadOnlyList<string> lines) => [.. lines.Take(MostLines).Select(Cut)];

    private static string Cut(string text) => text.Length <= LongestLine ? text : text[..LongestLine] + "…";

    private static string AdviceFor(string code) => code switch
    {
        EngineFailureCode.SqlInvalid =>
            "Change the SELECT. Where the engines' dialects differ, give the one for Spark as emr.script.",
        EngineFailureCode.Parameter =>
            "Write numbers as 1.5, dates as 2001-12-31, instants as 2001-12-31T13:45:00Z, booleans as true or false.",
        EngineFailureCode.Input =>
            "Bring a file that is gone back from a backup; deliver files of an earlier contract again, or declare the earlier type again.",
        _ => "Compare what the script returns with the columns under 'output' in job.yaml.",
    };

    // What analytics_runner.py says of itself.
    [GeneratedRegex(@"^analytics: (?<code>(parameter|output|sql|input)\.[A-Za-z]+): (?<message>.*)$", Plain, Milliseconds)]
    private static partial Regex Named();

    [GeneratedRegex(@"^analytics: script\.exited: (?<exit>-?\d+)(: (?<text>.*))?$", Plain, Milliseconds)]
    private static partial Regex ExitedBySystemExit();
}
