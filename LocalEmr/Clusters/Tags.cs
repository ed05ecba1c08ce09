using Analytics.LocalEmr.Protocol;

namespace Analytics.LocalEmr.Clusters;

/// <summary>AWS's rules for a resource's tags.</summary>
internal static class Tags
{
    private const int MaxTags = 50;
    private const int MaxKey = 128;
    private const int MaxValue = 256;

    /// <summary>What AWS keeps for itself.</summary>
    private const string Reserved = "aws:";

    /// <summary>Checks tags as they are handed in.</summary>
    /// <param name="tags">The tags.</param>
    /// <param name="refusal">The error that the operation refuses by.</param>
    public static void Check(IReadOnlyList<Tag>? tags, Func<string, ApiException> refusal)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tag in tags ?? [])
        {
            if (tag is not { Key: { Length: >= 1 and <= MaxKey } key })
            {
                throw refusal($"A tag's Key must have 1 to {MaxKey} characters.");
            }

            Check(tag.Value is null or { Length: <= MaxValue }, $"The value of tag '{key}' must have at most {MaxValue} characters.");
            Check(
                !key.StartsWith(Reserved, StringComparison.OrdinalIgnoreCase)
                    && tag.Value?.StartsWith(Reserved, StringComparison.OrdinalIgnoreCase) != true,
                $"Tag '{key}': keys and values must not begin with '{Reserved}', which AWS keeps for its own tags.");
            Check(IsAllowed(key) && IsAllowed(tag.Value), $"Tag '{key}' may have letters, digits, spaces and _ . : / = + - @ alone.");
            Check(keys.Add(key), $"Duplicate tag keys are not allowed: '{key}' is there twice.");
        }

        CheckCount(keys.Count, refusal);

        void Check(bool holds, string problem)
        {
            if (!holds)
            {
                throw refusal(problem);
            }
        }
    }

    /// <summary>What a resource has once these are added: a key that it has already gets the new value.</summary>
    public static IReadOnlyList<Tag> Add(IReadOnlyList<Tag> current, IReadOnlyList<Tag> added)
    {
        var keys = added.Select(tag => tag.Key).ToHashSet(StringComparer.Ordinal);
        List<Tag> all = [.. current.Where(tag => !keys.Contains(tag.Key)), .. added];
        CheckCount(all.Count, problem => ApiException.Invalid(problem));
        return all;
    }

    private static void CheckCount(int count, Func<string, ApiException> refusal)
    {
        if (count > MaxTags)
        {
            throw refusal($"A resource may have at most {MaxTags} tags, not {count}.");
        }
    }

    private static bool IsAllowed(string? text) =>
        text?.All(letter => char.IsLetterOrDigit(letter) || char.IsWhiteSpace(letter) || "_.:/=+-@".Contains(letter)) != false;
}
