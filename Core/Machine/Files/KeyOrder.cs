namespace Analytics.Machine.Files;

/// <summary>The order of keys in a listing: by their bytes in UTF-8, as S3 has it. UTF-16 differs above U+D7FF.</summary>
public sealed class KeyOrder : IComparer<string>
{
    public static readonly KeyOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        var same = left.CommonPrefixLength(right);
        return same < left.Length && same < right.Length
            ? Weight(left[same]) - Weight(right[same])
            : left.Length - right.Length;
    }

    // Surrogates stand for code points above all others, but U+E000 to U+FFFF come after them as UTF-16 units.
    private static int Weight(char unit) => unit switch
    {
        >= '\uE000' => unit - 0x800,
        >= '\uD800' => unit + 0x2000,
        _ => unit,
    };
}
