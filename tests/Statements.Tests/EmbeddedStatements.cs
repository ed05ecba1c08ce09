using System.Globalization;
using System.Text.RegularExpressions;

using Analytics.Fixtures;
using Analytics.Machine.Files;

namespace Analytics.Statements.Tests;

/// <summary>Every statement over the platform's tables that the programs hold: <c>.sql</c> files, and texts in C#.</summary>
internal static partial class EmbeddedStatements
{
    private static readonly string[] Programs = ["Api", "Core", "Ingestor", "Migrator", "Processor", "SampleData", "Standalone"];

    public static IReadOnlyList<Statement> All { get; } =
    [
        .. Programs.SelectMany(Sources).SelectMany(file => file.Name.EndsWith(".sql", StringComparison.Ordinal)
            ? [new Statement(file.Name, File.ReadAllText(file.Path))]
            : InCode(file)).Where(statement => statement.Sql.Contains("platform.", StringComparison.Ordinal))
            .OrderBy(statement => statement.Name, StringComparer.Ordinal),
    ];

    private static IEnumerable<WalkedName> Sources(string program) =>
        new FolderWalk(Repository.PathOf(program), WalkLimits.Store, IsSource).Names($"{program}/").Where(file => file.IsFile);

    private static bool IsSource(string name) =>
        name.EndsWith(".cs", StringComparison.Ordinal) || name.EndsWith(".sql", StringComparison.Ordinal)
        || (name[^1] == '/' && !name.EndsWith("/obj/", StringComparison.Ordinal) && !name.EndsWith("/bin/", StringComparison.Ordinal)
            && !name.EndsWith("/node_modules/", StringComparison.Ordinal) && !name.EndsWith("/Migrations/", StringComparison.Ordinal));

    private static IEnumerable<Statement> InCode(WalkedName file)
    {
        var text = File.ReadAllText(file.Path);
        foreach (Match found in Literals().Matches(text))
        {
            var line = text.AsSpan(0, found.Index).Count('\n') + 1;
            var sql = string.Concat(Parts().Matches(found.Value).Select(part => part.Groups["text"].Value.Replace("\\\"", "\"", StringComparison.Ordinal)));
            yield return new Statement(string.Create(CultureInfo.InvariantCulture, $"{file.Name}:{line}"), sql);
        }
    }

    // One literal, or several that are joined by +. Texts with holes are names of result tables, which have no place here.
    [GeneratedRegex("""(?<!\$)"(select|insert|update|delete|with)\s(\\"|[^"])*"(\s*\+\s*"(\\"|[^"])*")*""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Literals();

    [GeneratedRegex("""
        "(?<text>(\\"|[^"])*)"
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, 10_000)]
    private static partial Regex Parts();
}
