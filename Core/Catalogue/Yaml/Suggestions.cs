namespace Analytics.Catalogue.Yaml;

/// <summary>Guesses which word was meant.</summary>
internal static class Suggestions
{
    private const int MaxLength = 64;

    /// <summary><c>; did you mean 'x'?</c>, or nothing where no known word is near.</summary>
    public static string For(string text, IEnumerable<string> known)
    {
        if (text.Length > MaxLength)
        {
            return "";
        }

        var nearest = known
            .Select(word => (Word: word, Distance: Distance(text.ToLowerInvariant(), word.ToLowerInvariant())))
            .OrderBy(pair => pair.Distance)
            .FirstOrDefault(pair => pair.Distance <= Math.Max(1, pair.Word.Length / 3));
        return nearest.Word is null ? "" : $"; did you mean '{nearest.Word}'?";
    }

    /// <summary>Levenshtein's distance: insertions, deletions and replacements.</summary>
    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }
}
