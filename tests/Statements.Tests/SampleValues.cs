using System.Text.RegularExpressions;

namespace Analytics.Statements.Tests;

/// <summary>
/// What the parameters of statements stand for when their plans are looked at (SampleValues.txt). Values are ordinary ones: of a dataset
/// with a long history, of a run and a file of today.
/// </summary>
internal static partial class SampleValues
{
    private static readonly Dictionary<string, string> Values = Resources.Text("SampleValues.txt").Split('\n')
        .Where(line => line.Contains(" = ", StringComparison.Ordinal))
        .Select(line => line.Split(" = ", 2))
        .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);

    /// <summary>The statement with a value in each parameter's place.</summary>
    /// <exception cref="KeyNotFoundException">There is none for a parameter: add it to SampleValues.txt.</exception>
    public static string Fill(Statement statement)
    {
        var name = Path.GetFileNameWithoutExtension(statement.Name.Split(':')[0]);
        return Parameters().Replace(statement.Sql, found =>
            Values.GetValueOrDefault($"{name}/{found.Value.TrimStart('@')}") ?? Values.GetValueOrDefault(found.Value.TrimStart('@'))
            ?? throw new KeyNotFoundException($"'{found.Value}' has no value in SampleValues.txt."));
    }

    [GeneratedRegex(@"(?<![@\w])@\w+|\$\d+", RegexOptions.None, 1000)]
    private static partial Regex Parameters();
}
