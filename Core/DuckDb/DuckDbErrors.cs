using System.Globalization;
using System.Text.RegularExpressions;

using Analytics.Core.Engines;

namespace Analytics.Core.DuckDb;

/// <summary>Turns the engine's messages into failures that say what to do.</summary>
internal static partial class DuckDbErrors
{
    private const int MaxCharacters = 2_000;

    /// <summary>The author's text starts on the second line of what the engine was given.</summary>
    private const int LinesBefore = 1;

    public static EngineFailure Translate(string message, EngineTask task)
    {
        var (code, advice, retryable) = Classify(message);
        var text = message.Length > MaxCharacters ? message[..MaxCharacters] : message;
        var where = Line().Match(text);
        var lines = where.Success && int.TryParse(where.Groups["line"].ValueSpan, NumberStyles.None,
            CultureInfo.InvariantCulture, out var line)
            ? Shown(task.Sql, line - LinesBefore)
            : [];
        return new EngineFailure(code, (where.Success ? text[..where.Index] : text).Trim(), lines, advice, retryable);
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

    private static IReadOnlyList<string> Shown(string sql, int line)
    {
        var lines = sql.Split('\n');
        return line >= 1 && line <= lines.Length ? [$"{line}: {lines[line - 1].TrimEnd('\r')}"] : [];
    }

    [GeneratedRegex(@"\n\s*\n?LINE (?<line>[0-9]+): ", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Line();
}
