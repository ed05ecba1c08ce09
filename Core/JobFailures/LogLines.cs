using System.Text.RegularExpressions;

namespace Analytics.JobFailures;

/// <summary>Tells the lines of a step's own program from those that Spark, Hadoop and Java write beside them.</summary>
public static partial class LogLines
{
    private const int Milliseconds = 1_000;
    private const RegexOptions Plain = RegexOptions.ExplicitCapture;

    /// <summary>What analytics_runner.py writes of itself begins so.</summary>
    public const string Runner = "analytics: ";

    /// <summary>A line that is never the cause: what is only informative, and Hive's warnings of settings that it does not know.</summary>
    public static bool IsQuiet(string line) => Informative().IsMatch(line) || UnknownSetting().IsMatch(line);

    /// <summary>A line of a log, with its time.</summary>
    public static bool IsLogged(string line) => Logged().IsMatch(line);

    /// <summary>A frame of a stack of Java's.</summary>
    public static bool IsFrame(string line) => Frame().IsMatch(line);

    /// <summary>What Spark, Hadoop or Java say of a failure, and no program of the job's.</summary>
    public static bool IsOfLauncher(string line) => Launcher().IsMatch(line);

    /// <summary>A line that the job's own program wrote, as far as its form tells.</summary>
    public static bool IsOfProgram(string line) =>
        !string.IsNullOrWhiteSpace(line) && !line.StartsWith(Runner, StringComparison.Ordinal)
        && !IsLoggedByJava(line) && !IsFrame(line) && !IsOfLauncher(line) && !Chatter().IsMatch(line);

    /// <summary>Python's own logging writes a comma before the milliseconds, and no class or thread behind the level.</summary>
    private static bool IsLoggedByJava(string line) => IsLogged(line) && !LoggedByPython().IsMatch(line);

    // 26/11/26 02:54:26 WARN … as Spark logs, 2026-11-26 02:54:26,123 … as Hadoop does.
    [GeneratedRegex(@"^(\d\d/\d\d/\d\d|\d{4}-\d\d-\d\d)[ T]\d\d:\d\d:\d\d", Plain, Milliseconds)]
    private static partial Regex Logged();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (- )?(\S+ - )?(WARNING|ERROR|CRITICAL) (?!org\.|com\.|\[)", Plain, Milliseconds)]
    private static partial Regex LoggedByPython();

    [GeneratedRegex(
        @"^(\d\d/\d\d/\d\d|\d{4}-\d\d-\d\d)[ T]\d\d:\d\d:\d\d\S* (INFO|DEBUG|TRACE)\b|^(INFO|DEBUG|TRACE)\b", Plain, Milliseconds)]
    private static partial Regex Informative();

    [GeneratedRegex(@"HiveConf( of name|: )", Plain, Milliseconds)]
    private static partial Regex UnknownSetting();

    [GeneratedRegex(@"^\s+at [\w.$/<>]+[(<$]|^\s+\.\.\. \d+ (more|common frames)|^Driver stacktrace:", Plain, Milliseconds)]
    private static partial Regex Frame();

    [GeneratedRegex(
        @"^(Exception in thread |Caused by: |Error: |Error occurred |FAILED: |: )|^([a-z]\w*\.){2,}\w*(Exception|Error)\b|^\[[A-Z]+_[A-Z_.]+\] "
        + @"|^\S*python[\d.]*: can't open file|^Streaming Command Failed!|^There is insufficient memory", Plain, Milliseconds)]
    private static partial Regex Launcher();

    // What Python's libraries say at the level INFO or DEBUG, and what Spark prints before it logs.
    [GeneratedRegex(
        @"^(INFO|DEBUG):[\w.]+:|^Setting default log level to |^To adjust logging level use |^Setting Spark log level to |^Using Spark's "
        + @"|^WARNING: An illegal reflective|^Time taken: |^Spark master: |^Hive Session ID = ", Plain, Milliseconds)]
    private static partial Regex Chatter();
}
