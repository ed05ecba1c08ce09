namespace Analytics.Core.Catalogue.Jobs;

/// <summary>Finds the parameters that a script names, in time linear in its length.</summary>
internal static class SqlParameters
{
    /// <summary>The names behind <c>$</c>; those in comments, quoted names and texts are none.</summary>
    public static HashSet<string> NamesIn(string sql)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < sql.Length;)
        {
            var next = at + 1 < sql.Length ? sql[at + 1] : '\0';
            at = sql[at] switch
            {
                '\'' => After(sql, "'", at + 1),
                '"' => After(sql, "\"", at + 1),
                '-' when next == '-' => After(sql, "\n", at + 2),
                '/' when next == '*' => After(sql, "*/", at + 2),
                '$' => TakeDollar(sql, at, names),
                _ => at + 1,
            };
        }

        return names;
    }

    private static int TakeDollar(string sql, int start, HashSet<string> names)
    {
        var end = start + 1;
        while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_'))
        {
            end++;
        }

        if (end < sql.Length && sql[end] == '$')
        {
            // $$text$$ or $tag$text$tag$
            return After(sql, sql[start..(end + 1)], end + 1);
        }

        if (end > start + 1 && !char.IsAsciiDigit(sql[start + 1]))
        {
            names.Add(sql[(start + 1)..end]);
        }

        return end;
    }

    private static int After(string sql, string close, int start) =>
        sql.IndexOf(close, start, StringComparison.Ordinal) is var found and >= 0 ? found + close.Length : sql.Length;
}
