using System.Text.RegularExpressions;

namespace Analytics.Catalogue.Jobs;

/// <summary>Finds the variables that a Hive script names: <c>${name}</c>.</summary>
internal static partial class HiveVariables
{
    public static IReadOnlySet<string> NamesIn(string script) =>
        Variable().Matches(script).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex("\\$\\{(hivevar:)?(?<name>[A-Za-z_][A-Za-z0-9_]*)\\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}
