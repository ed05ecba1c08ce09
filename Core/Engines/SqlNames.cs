namespace Analytics.Engines;

/// <summary>Names in SQL and in messages.</summary>
public static class SqlNames
{
    private const int Shown = 12;

    /// <summary>An identifier that cannot be read as anything else.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text as a literal.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A name as the engine compares names: without regard to case in ASCII, and to nothing beyond it.</summary>
    public static string Fold(string name) => string.Create(name.Length, name, static (folded, text) =>
    {
        for (var at = 0; at < folded.Length; at++)
        {
            folded[at] = char.IsAsciiLetterUpper(text[at]) ? (char)(text[at] | 0x20) : text[at];
        }
    });

    /// <summary>A list for people, cut where it gets long.</summary>
    public static string Join(IReadOnlyCollection<string> names) => names.Count switch
    {
        0 => "none",
        > Shown => $"{string.Join(", ", names.Take(Shown))} and {names.Count - Shown} more",
        _ => string.Join(", ", names),
    };
}
