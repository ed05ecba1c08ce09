namespace Analytics.Core.DuckDb;

/// <summary>Names in SQL and in messages.</summary>
internal static class Names
{
    private const int Shown = 12;

    /// <summary>An identifier that cannot be read as anything else.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text as a literal.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A list for people, cut where it gets long.</summary>
    public static string Join(IReadOnlyCollection<string> names) => names.Count switch
    {
        0 => "none",
        > Shown => $"{string.Join(", ", names.Take(Shown))} and {names.Count - Shown} more",
        _ => string.Join(", ", names),
    };
}
