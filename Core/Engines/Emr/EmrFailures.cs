using System.Text.RegularExpressions;

using Analytics.Core.Aws.Emr;
using Analytics.Core.Engines.Emr.Events;

namespace Analytics.Core.Engines.Emr;

/// <summary>From a failed step's state and logs to what its job's owner is told.</summary>
internal static partial class EmrFailures
{
    private const int MostLines = 20;
    private const int LongestLine = 500;
    private const int Milliseconds = 1_000;
    private const RegexOptions Plain = RegexOptions.ExplicitCapture;

    /// <summary>In the order in which one cause hides another: what lies behind comes first.</summary>
    private static readonly Rule[] Rules =
    [
        new(OutOfMemory(), EngineFailureCode.LimitMemory, "It ran out of memory.",
            "Let the script hold less at a time (no collect or toPandas of large data, fewer columns), or ask for larger or "
            + "more nodes: emr.coreTypes, emr.coreCount."),
        new(NoModule(), EngineFailureCode.Script, "The cluster's Python lacks a module that the script imports.",
            "Install it on the cluster (a bootstrap action, or the machine image), or do without it."),
        new(PythonMissing(), EngineFailureCode.NotStarted, "The cluster has no Python that the step could run.",
            "Take a release of Amazon EMR with Python 3; locally set PYSPARK_PYTHON."),
        new(NoColumn(), EngineFailureCode.SqlInvalid, "The script names a table or a column that there is not.",
            "Compare the name with the columns in the dataset's contract and with the job's inputs."),
        new(BadSyntax(), EngineFailureCode.SqlInvalid, "The script cannot be parsed.",
            "See the place that the message names. Where the engines' dialects differ, give the SELECT for Spark as emr.script."),
        new(BadValue(), EngineFailureCode.SqlData, "A value could not be worked with: a cast, a division, an overflow.",
            "Guard the expression (try_cast, nullif), or widen its type."),
        new(OtherType(), EngineFailureCode.Input, "Files that were read under an earlier contract hold a column in another type.",
            "Land those files anew, so that they are read under the contract in force, or declare the earlier type again."),
        new(OutputExists(), EngineFailureCode.Output, "The place of the output was taken already.",
            "It is tried again in a place of its own. A script must not write to the output's address itself.", Retryable: true),
        new(NoClass(), EngineFailureCode.NotStarted, "A class or a program was not found on the cluster.",
            "Take a release that has what the job's kind needs: Spark, and Hive or Hadoop for those kinds."),
        new(Denied(), EngineFailureCode.AccessDenied, "The storage denied access.",
            "Give the cluster's role (Emr:InstanceProfile) reading and writing in the bucket of the processed store."),
        new(NoInput(), EngineFailureCode.Input, "A file was not found that the step reads.",
            "See whether something removed it: retention, a lifecycle rule of the bucket. Then run the job again."),
        new(Lost(), EngineFailureCode.Crashed, "Executors were lost: their machines ended, or they used more memory than they had.",
            "It is tried again. Where that happens often, lower emr.spotShare, or ask for larger nodes (emr.coreTypes).",
            Retryable: true),
        new(Subprocess(), EngineFailureCode.Script, "The mapper or the reducer failed.",
            "Try it with a few lines: python3 mapper.py < lines. The lines above the message are what it wrote to stderr."),
    ];

    /// <param name="status">The step's, as EMR tells it.</param>
    /// <param name="log">Its stderr, syslog and stdout, as far as they are known.</param>
    public static EngineFailure Of(EmrStatus status, IReadOnlyList<string> log)
    {
        if (status.FailureDetails?.Reason is { } reason && reason.StartsWith("LocalEmr was stopped", StringComparison.Ordinal))
        {
            return new EngineFailure(
                EngineFailureCode.Crashed, "LocalEmr was stopped while the step waited or ran.", [reason], "It is tried again.",
                Retryable: true);
        }

        for (var at = log.Count - 1; at >= 0; at--)
        {
            if (Named().Match(log[at]) is { Success: true } named)
            {
                var rest = log.Skip(at + 1).TakeWhile(line => line.Length > 0 && !IsLogged().IsMatch(line));
                return new EngineFailure(
                    named.Groups["code"].Value, Cut(named.Groups["message"].Value), Shown([named.Groups["message"].Value, .. rest]),
                    AdviceFor(named.Groups["code"].Value), Retryable: false);
            }
        }

        foreach (var rule in Rules)
        {
            if (FindLine(log, rule.Pattern) is { } at)
            {
                return new EngineFailure(rule.Code, rule.Message, Telling(log, at), rule.Advice, rule.Retryable);
            }
        }

        return Traceback(log) ?? Unknown(status, log);
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

    private static int? FindLine(IReadOnlyList<string> log, Regex pattern)
    {
        for (var at = 0; at < log.Count; at++)
        {
            if (pattern.IsMatch(log[at]))
            {
                return at;
            }
        }

        return null;
    }

    private static EngineFailure? Traceback(IReadOnlyList<string> log)
    {
        var start = log.ToList().FindLastIndex(line => line.Contains("Traceback (most recent call last)", StringComparison.Ordinal));
        if (start < 0)
        {
            return null;
        }

        var lines = log.Skip(start).TakeWhile((line, at) => at == 0 || !IsLogged().IsMatch(line)).ToList();
        var error = lines.FindIndex(1, line => line.Length > 0 && !char.IsWhiteSpace(line[0]));
        lines = error < 0 ? lines : lines[..(error + 1)];
        return new EngineFailure(
            EngineFailureCode.Script, $"The script failed: {Cut(lines[^1].Trim())}",
            Shown(lines.Count > MostLines ? lines[^MostLines..] : lines),
            "See the line of the script that the trace names.", Retryable: false);
    }

    private static EngineFailure Unknown(EmrStatus status, IReadOnlyList<string> log)
    {
        var details = status.FailureDetails;
        string?[] told = [details?.Reason, details?.Message, status.StateChangeReason?.Message];
        var last = FindLast(log, line => Wrong().IsMatch(line));
        return new EngineFailure(
            EngineFailureCode.StepFailed,
            $"The step failed on EMR: {Cut(told.FirstOrDefault(IsTelling) ?? "no cause is known")}",
            last is { } at ? Telling(log, at) : Shown([.. told.OfType<string>(), .. log.TakeLast(MostLines)]),
            details?.LogFile is { } file ? $"See the step's log: {file}" : "See the step's log on EMR.",
            Retryable: false);
    }

    private static bool IsTelling(string? text) => !string.IsNullOrWhiteSpace(text) && text != "Unknown Error.";

    private static int? FindLast(IReadOnlyList<string> log, Predicate<string> isWanted) =>
        log.ToList().FindLastIndex(isWanted) is var at and >= 0 ? at : null;

    /// <summary>The line itself, what stands around it, and other lines that tell of errors; no frames of Java's stacks.</summary>
    private static IReadOnlyList<string> Telling(IReadOnlyList<string> log, int found)
    {
        const int Before = 4;
        const int After = 6;
        var near = Enumerable.Range(Math.Max(0, found - Before), Math.Min(log.Count, found + After) - Math.Max(0, found - Before));
        var causes = Enumerable.Range(0, log.Count).Where(at => log[at].StartsWith("Caused by: ", StringComparison.Ordinal));
        return Shown([
            .. near.Concat(causes).Distinct().Order()
                .Select(at => log[at]).Where(line => line.Trim().Length > 0 && !Frame().IsMatch(line)),
        ]);
    }

    private static IReadOnlyList<string> Shown(IReadOnlyList<string> lines) =>
        [.. lines.Take(MostLines).Select(line => line.Length <= LongestLine ? line : line[..LongestLine] + "…")];

    private static string Cut(string text) => text.Length <= LongestLine ? text : text[..LongestLine] + "…";

    private static string AdviceFor(string code) => code switch
    {
        EngineFailureCode.SqlInvalid =>
            "Change the SELECT. Where the engines' dialects differ, give the one for Spark as emr.script.",
        EngineFailureCode.Parameter =>
            "Write numbers as 1.5, dates as 2001-12-31, instants as 2001-12-31T13:45:00Z, booleans as true or false.",
        _ => "Compare what the script returns with the columns under 'output' in job.yaml.",
    };

    private sealed record Rule(Regex Pattern, string Code, string Message, string Advice, bool Retryable = false);

    // What analytics_runner.py says of itself.
    [GeneratedRegex(@"^analytics: (?<code>[a-z]+\.[A-Za-z]+): (?<message>.*)$", Plain, Milliseconds)]
    private static partial Regex Named();

    // 26/11/26 02:54:26 WARN … as Spark logs, 2026-11-26 02:54:26,123 … as Hadoop does.
    [GeneratedRegex(@"^(\d\d/\d\d/\d\d|\d{4}-\d\d-\d\d)[ T]\d\d:\d\d:\d\d", Plain, Milliseconds)]
    private static partial Regex IsLogged();

    [GeneratedRegex(@"^\s+at [\w.$/]+[(<]|^\s+\.\.\. \d+ more", Plain, Milliseconds)]
    private static partial Regex Frame();

    [GeneratedRegex(@"\bERROR\b|Exception\b|^\w*Error\b|\bFATAL\b", Plain, Milliseconds)]
    private static partial Regex Wrong();

    [GeneratedRegex(
        @"java\.lang\.OutOfMemoryError|^MemoryError|insufficient memory for the Java Runtime|running beyond (physical|virtual) memory"
        + @"|killed by YARN for exceeding|Container killed on request\. Exit code is 137", Plain, Milliseconds)]
    private static partial Regex OutOfMemory();

    [GeneratedRegex(@"^(ModuleNotFoundError|ImportError): ", Plain, Milliseconds)]
    private static partial Regex NoModule();

    [GeneratedRegex(@"Cannot run program ""[^""]*python[^""]*""", Plain, Milliseconds)]
    private static partial Regex PythonMissing();

    [GeneratedRegex(
        @"UNRESOLVED_COLUMN|TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND|Invalid table alias or column reference|Table not found"
        + @"|Invalid column reference", Plain, Milliseconds)]
    private static partial Regex NoColumn();

    [GeneratedRegex(@"\[PARSE_[A-Z_]+\]|ParseException", Plain, Milliseconds)]
    private static partial Regex BadSyntax();

    [GeneratedRegex(
        @"DIVIDE_BY_ZERO|CAST_INVALID_INPUT|CAST_OVERFLOW|ARITHMETIC_OVERFLOW|NUMERIC_VALUE_OUT_OF_RANGE|INVALID_ARRAY_INDEX",
        Plain, Milliseconds)]
    private static partial Regex BadValue();

    [GeneratedRegex(@"SchemaColumnConvertNotSupportedException|Parquet column cannot be converted", Plain, Milliseconds)]
    private static partial Regex OtherType();

    [GeneratedRegex(@"PATH_ALREADY_EXISTS|FileAlreadyExistsException|Output directory .* already exists", Plain, Milliseconds)]
    private static partial Regex OutputExists();

    [GeneratedRegex(
        @"ClassNotFoundException|NoClassDefFoundError|Failed to load class |Could not find or load main class|Cannot run program",
        Plain, Milliseconds)]
    private static partial Regex NoClass();

    [GeneratedRegex(@"AccessDenied|Access Denied|403 Forbidden|InvalidAccessKeyId", Plain, Milliseconds)]
    private static partial Regex Denied();

    [GeneratedRegex(
        @"PATH_NOT_FOUND|Path does not exist: |Input path does not exist|NoSuchKey|NoSuchBucket|java\.io\.FileNotFoundException"
        + @"|can't open file", Plain, Milliseconds)]
    private static partial Regex NoInput();

    [GeneratedRegex(@"ExecutorLostFailure|Remote RPC client disassociated|Lost executor \d+", Plain, Milliseconds)]
    private static partial Regex Lost();

    [GeneratedRegex(@"subprocess failed with code", Plain, Milliseconds)]
    private static partial Regex Subprocess();
}
