using System.Text.RegularExpressions;

namespace Analytics.Catalogue.Yaml;

/// <summary>Names that become folders, tables and columns.</summary>
internal static partial class Names
{
    public const string Rule = "small letters, digits, '_' and '-', beginning with a letter, at most 60 characters";

    public const string IdentifierRule = "small letters, digits and '_', beginning with a letter, at most 60 characters";

    /// <summary>Of a dataset, job or dashboard.</summary>
    public static bool IsName(string text) => NamePattern().IsMatch(text);

    /// <summary>Of a result table, a result column, a parameter.</summary>
    public static bool IsIdentifier(string text) => IdentifierPattern().IsMatch(text);

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,59}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[a-z][a-z0-9_]{0,59}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex IdentifierPattern();
}
