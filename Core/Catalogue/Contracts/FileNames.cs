using System.IO.Enumeration;

namespace Analytics.Catalogue.Contracts;

/// <summary>
/// Which names below a dataset's folder are its files. What senders write aside is left out, unless a pattern itself has such a part:
/// names that begin with '_' or '.', and the endings of what is still being written.
/// </summary>
/// <param name="patterns">'*' and '?' stand for characters of one part of a name, '**' for any folders.</param>
public sealed class FileNames(IReadOnlyList<string> patterns)
{
    public const int MaxPatterns = 20;
    public const int MaxCharacters = 200;

    private static readonly string[] Unfinished =
    [
        ".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".opdownload", ".incomplete", ".inprogress",
        ".writing", ".uploading", "._COPYING_", ".swp", ".lock", "~",
    ];

    /// <summary>Every name but those that are written aside.</summary>
    public static readonly FileNames Default = new(["**"]);

    private readonly (string[] Parts, bool TakesAside)[] _patterns =
        [.. patterns.Select(pattern => pattern.Split('/')).Select(parts => (parts, parts.Any(IsAside)))];

    /// <summary>What is wrong with a pattern; null for a good one.</summary>
    public static string? FaultOf(string pattern) =>
        pattern.Length is 0 or > MaxCharacters ? $"must have 1 to {MaxCharacters} characters."
        : pattern.Split('/').Any(part => part is "" or "." or "..")
            ? $"'{pattern}' must name what is below the dataset's folder, as in \"**/*.csv\"."
        : pattern.Split('/').Any(part => part != "**" && part.Contains("**", StringComparison.Ordinal))
            ? $"'{pattern}': ** stands for whole folders, as in \"**/*.csv\"."
        : pattern.IndexOfAny(['[', ']', '{', '}', '\\']) >= 0
            ? $"'{pattern}' may have *, ? and ** as wildcards; give several patterns as a list."
        : null;

    /// <param name="name">Below the dataset's folder, with '/' between its parts.</param>
    public bool Count(string name)
    {
        var parts = name.Split('/');
        var isAside = parts.Any(IsAside);
        return _patterns.Any(pattern => (!isAside || pattern.TakesAside) && Matches(pattern.Parts, parts));
    }

    /// <summary>Why a name does not count, for people.</summary>
    public string WhyNot(string name) => name.Split('/').FirstOrDefault(IsAside) is { } aside
        ? $"'{aside}' is a name that senders write aside: it is not a file of the dataset. If it is one, name it in the contract's 'files'."
        : $"The contract's 'files' ({string.Join(", ", patterns)}) leave this name out.";

    private static bool IsAside(string part) =>
        part is ['_' or '.', ..] || Array.Exists(Unfinished, ending => part.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>Goes back to the last ** only, which is enough, as it is for a * within a name.</summary>
    private static bool Matches(string[] pattern, string[] name)
    {
        var (at, next, star, resume) = (0, 0, -1, 0);
        while (next < name.Length)
        {
            if (at < pattern.Length && pattern[at] == "**")
            {
                (star, resume) = (at++, next);

                // ** alone at the end takes names, too.
                if (at == pattern.Length)
                {
                    return true;
                }
            }
            else if (at < pattern.Length && FileSystemName.MatchesSimpleExpression(pattern[at], name[next], ignoreCase: false)
                && (at < pattern.Length - 1 || next == name.Length - 1))
            {
                (at, next) = (at + 1, next + 1);
            }
            else if (star >= 0)
            {
                (at, next) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return at == pattern.Length;
    }
}
