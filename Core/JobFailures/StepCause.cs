namespace Analytics.JobFailures;

/// <summary>What a step's logs show of why it failed.</summary>
/// <param name="Rule">The known failure; null for an exception of the script that no rule knows.</param>
/// <param name="Log">The log that shows it: stderr, syslog or stdout.</param>
/// <param name="Line">The line that shows it.</param>
/// <param name="At">Its place in that log.</param>
/// <param name="Traceback">Where the script ended with an exception of Python.</param>
public sealed record StepCause(StepFailureRule? Rule, string Log, string Line, int At, PythonTraceback? Traceback)
{
    /// <summary>
    /// Python's closing traceback before any line that merely contains a rule's word: what a script prints on its way is not what it
    /// failed of.
    /// </summary>
    /// <param name="logs">What the step wrote.</param>
    /// <param name="isPython">Whether the step runs a script of Python, whose own lines then are no cause.</param>
    public static StepCause? Find(StepLogs logs, bool isPython)
    {
        foreach (var (name, lines) in logs.All.Reverse())
        {
            if (PythonTraceback.Closing(lines) is { IsLostConnection: false } traceback)
            {
                var rule = StepFailureRules.All.FirstOrDefault(known => traceback.ErrorLines.Any(known.Pattern.IsMatch));
                return new StepCause(rule, name, traceback.Error, lines.ToList().LastIndexOf(traceback.ErrorLines[0]), traceback);
            }
        }

        foreach (var rule in StepFailureRules.All)
        {
            foreach (var (name, lines) in logs.All)
            {
                var at = lines.ToList().FindIndex(line => rule.Pattern.IsMatch(line) && MayBeCause(line, isPython));
                if (at >= 0)
                {
                    return new StepCause(rule, name, lines[at], at, null);
                }
            }
        }

        return null;
    }

    /// <summary>The last words of the step's own program, and the log in which they are; null where it wrote none.</summary>
    public static (string Log, int At)? LastWords(StepLogs logs)
    {
        foreach (var (name, lines) in logs.All.Reverse())
        {
            if (lines.ToList().FindLastIndex(LogLines.IsOfProgram) is var at and >= 0)
            {
                return (name, at);
            }
        }

        return null;
    }

    private static bool MayBeCause(string line, bool isPython) =>
        !LogLines.IsQuiet(line) && !(isPython && LogLines.IsOfProgram(line));
}
