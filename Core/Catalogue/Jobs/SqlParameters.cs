using System.Text;

namespace Analytics.Catalogue.Jobs;

/// <summary>Finds the parameters that a script names, in time linear in its length.</summary>
public static class SqlParameters
{
    /// <summary>The names behind <c>$</c>; those in comments, quoted names and texts are none.</summary>
    public static IReadOnlySet<string> NamesIn(string sql) =>
        Find(sql).Select(place => sql[(place.Start.Value + 1)..place.End]).ToHashSet(StringComparer.Ordinal);

    /// <summary>The same text with Spark's markers: <c>:name</c> for <c>$name</c>.</summary>
    public static string ToSpark(string sql)
    {
        var text = new StringBuilder(sql);
        foreach (var place in Find(sql))
        {
            text[place.Start.Value] = ':';
        }

        return text.ToString();
    }

    private static IEnumerable<Range> Find(string sql)
    {
        for (var at = 0; at < sql.Length;)
        {
            var next = at + 1 < sql.Length ? sql[at + 1] : '\0';
            var end = sql[at] switch
            {
                '\'' => After(sql, "'", at + 1),
                '"' => After(sql, "\"", at + 1),
                '-' when next == '-' => After(sql, "\n", at + 2),
                '/' when next == '*' => After(sql, "*/", at + 2),
                '$' => AfterDollar(sql, at),
                _ => at + 1,
            };
            if (sql[at] == '$' && IsName(sql.AsSpan(at + 1, end - at - 1)))
            {
                yield return at..end;
            }

            at = end;
        }
    }

    private static bool IsName(ReadOnlySpan<char> text) => text.Length > 0 && !char.IsAsciiDigit(text[0]) && !text.Contains('$');

    private static int AfterDollar(string sql, int start)
    {
        var end = start + 1;
        while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_'))
        {
            end++;
        }

        // $$text$$ or $tag$text$tag$
        return end < sql.Length && sql[end] == '$' ? After(sql, sql[start..(end + 1)], end + 1) : end;
    }

    private static int After(string sql, string close, int start) =>
        sql.IndexOf(close, start, StringComparison.Ordinal) is var found and >= 0 ? found + close.Length : sql.Length;
}
