using System.Text.RegularExpressions;

namespace Analytics.JobFailures;

/// <summary>The exception that a Python program ended with.</summary>
/// <param name="Error">The exception's type and the first line of its message.</param>
/// <param name="ErrorLines">All that was written of the exception, its own causes in Java too.</param>
/// <param name="Frames">The frames of the job's own script, innermost last, without the folders that a cluster put it into.</param>
/// <param name="Line">Of the script, where it failed; null where no frame is the script's own.</param>
public sealed partial record PythonTraceback(string Error, IReadOnlyList<string> ErrorLines, IReadOnlyList<string> Frames, int? Line)
{
    /// <summary>How many lines of a message may follow its first one: what comes later, the program wrote after it had gone on.</summary>
    private const int LongestMessage = 20;
    private const int Milliseconds = 1_000;

    /// <summary>Whether Python only lost the Java process, whose own log tells why.</summary>
    public bool IsLostConnection => LostConnection().IsMatch(Error);

    /// <summary>The traceback that closes a log; null where the program went on after its last one.</summary>
    public static PythonTraceback? Closing(IReadOnlyList<string> log)
    {
        var start = log.ToList().FindLastIndex(line => line.EndsWith("Traceback (most recent call last):", StringComparison.Ordinal));
        if (start < 0)
        {
            return null;
        }

        var error = start + 1;
        while (error < log.Count && log[error].StartsWith(' '))
        {
            error++;
        }

        // The runner's own line has the form of an exception, too.
        if (error == log.Count || IsOfRunner(log[error]) || !Exception().IsMatch(log[error]))
        {
            return null;
        }

        List<string> lines = [.. log.Skip(error).TakeWhile(line => !LogLines.IsLogged(line) && !IsOfRunner(line))];
        var after = log.Skip(error + 1).Count(LogLines.IsOfProgram);
        var (frames, line) = OfScript([.. log.Skip(start + 1).Take(error - start - 1)]);
        return after > LongestMessage ? null : new PythonTraceback(log[error].Trim(), lines, frames, line);
    }

    private static bool IsOfRunner(string line) => line.StartsWith(LogLines.Runner, StringComparison.Ordinal);

    /// <summary>Leaves out what PySpark, its bridge to Java, Python's own library and the runner have among the frames.</summary>
    private static (IReadOnlyList<string> Frames, int? Line) OfScript(IReadOnlyList<string> trace)
    {
        List<string> frames = [];
        int? innermost = null;
        var isScript = false;
        foreach (var line in trace)
        {
            if (Frame().Match(line) is { Success: true } frame)
            {
                var file = frame.Groups["file"].Value;
                isScript = !Foreign().IsMatch(file);
                innermost = isScript ? int.Parse(frame.Groups["line"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : innermost;
                if (isScript)
                {
                    frames.Add(line.Replace(file, Path.GetFileName(file), StringComparison.Ordinal));
                }
            }
            else if (isScript)
            {
                frames.Add(line);
            }
        }

        return (frames, innermost);
    }

    [GeneratedRegex(@"^  File ""(?<file>[^""]+)"", line (?<line>\d{1,9})", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Frame();

    [GeneratedRegex(@"/pyspark/|/py4j|/python3[\d.]*/|analytics_runner\.py$|^<frozen |/runpy\.py$", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Foreign();

    [GeneratedRegex(@"^[A-Za-z_][\w.]*(:|$)", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Exception();

    [GeneratedRegex(@"^py4j\.protocol\.Py4J(Network)?Error: (An error occurred while trying to connect|Answer from Java side is empty)"
        + @"|^ConnectionRefusedError: ", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex LostConnection();
}
