using System.Globalization;
using System.Text.RegularExpressions;

using Analytics.Engines;
using Analytics.JobFailures;

namespace Analytics.DuckDb;

/// <summary>Turns the engine's messages into failures that say what to do.</summary>
internal static partial class DuckDbErrors
{
    private const int MaxCharacters = 2_000;

    /// <summary>The author's text starts on the second line of what the engine was given.</summary>
    private const int LinesBefore = 1;

    private const string Ellipsis = "...";

    public static EngineFailure Translate(string message, EngineTask task)
    {
        var (code, advice, retryable) = Classify(message);
        var text = message.Length > MaxCharacters ? message[..MaxCharacters] : message;
        var where = Place().Match(text);
        var position = where.Success ? InSource(task.Sql, where) : null;
        var what = (where.Success ? text[..where.Index] : text).Trim();
        return new EngineFailure(
            code,
            position is null ? what : $"{what} ({position})",
            position is null ? [] : [$"{position.Line}: {position.Text}"],
            advice,
            retryable);
    }

    private static (string Code, string Advice, bool Retryable) Classify(string message)
    {
        if (message.Contains("max_temp_directory_size", StringComparison.Ordinal)
            || message.Contains("File too large", StringComparison.Ordinal))
        {
            return (EngineFailureCode.LimitDisk, "Let the query sort or join less at once, or raise the job's disk limit.", false);
        }

        if (message.Contains("No space left on device", StringComparison.Ordinal))
        {
            return (EngineFailureCode.DiskFull, "Free space on the disk of the scratch folder; the run can then be repeated.", true);
        }

        return KindOf(message) switch
        {
            "Out of Memory" => (EngineFailureCode.LimitMemory, "Aggregate or filter earlier, or raise the job's memory limit.", false),
            "Parser" or "Binder" or "Catalog" or "Syntax" or "Not implemented" or "Parameter Not Resolved" =>
                (EngineFailureCode.SqlInvalid, "Correct the SQL; its inputs and their columns are shown on the datasets' pages.", false),
            "Permission" => (EngineFailureCode.SqlRefused, "Read the job's inputs with SELECT, and nothing else.", false),
            "IO" => (EngineFailureCode.Input, "See whether the input's files are still in the store, then repeat the run.", true),
            "INTERNAL" or "FATAL" => (EngineFailureCode.Crashed,
                "Repeat the run; if it fails again, simplify the SQL at the place named.", true),
            _ => (EngineFailureCode.SqlData, "Filter the values that cannot be worked with, or use TRY_CAST and NULLIF.", false),
        };
    }

    private static string KindOf(string message)
    {
        var end = message.IndexOf(" Error:", StringComparison.Ordinal);
        return end < 0 ? "" : message[..end];
    }

    /// <summary>
    /// The place in the author's text: the engine counts lines of what it was given, and shows an excerpt of one with a caret below it. Null
    /// where it means the text that the platform adds.
    /// </summary>
    private static SqlPosition? InSource(string sql, Match where)
    {
        var lines = sql.Split('\n');
        var number = int.Parse(where.Groups["line"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) - LinesBefore;
        if (number < 1 || number > lines.Length)
        {
            return null;
        }

        var line = lines[number - 1].TrimEnd('\r');
        var excerpt = where.Groups["excerpt"].Value.TrimEnd('\r');
        var caret = where.Groups["caret"].Length - where.Groups["head"].Length;
        if (excerpt.StartsWith(Ellipsis, StringComparison.Ordinal))
        {
            (excerpt, caret) = (excerpt[Ellipsis.Length..], caret - Ellipsis.Length);
        }

        if (excerpt.EndsWith(Ellipsis, StringComparison.Ordinal))
        {
            excerpt = excerpt[..^Ellipsis.Length];
        }

        var start = line.IndexOf(excerpt, StringComparison.Ordinal);
        return new SqlPosition(number, start < 0 || caret < 0 ? null : start + caret + 1, line);
    }

    [GeneratedRegex(
        @"\n\s*\n?(?<head>LINE (?<line>[0-9]{1,9}): )(?<excerpt>[^\n]*)(\n(?<caret> *)\^)?",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Place();
}
