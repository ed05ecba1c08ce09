namespace Analytics.Tabular.Values;

/// <summary>Fixed numbers of decimal digits at a place of a text.</summary>
internal static class Digits
{
    /// <summary>So many digits fit a 64-bit number whatever they are.</summary>
    public const int MaxLongDigits = 18;

    /// <summary>10 to the power of the index, up to <see cref="MaxLongDigits"/>.</summary>
    public static ReadOnlySpan<long> PowersOfTen =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000,
        1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
        1_000_000_000_000_000_000,
    ];

    /// <summary>Reads at most <see cref="MaxLongDigits"/> digits and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> digits, out long value)
    {
        if (digits.Length is > 0 and <= EightDigits.Length)
        {
            var word = EightDigits.Load(digits);
            value = EightDigits.Sum(word);
            return EightDigits.AreDigits(word);
        }

        value = 0;
        foreach (var character in digits)
        {
            var digit = (uint)(character - '0');
            if (digit > 9)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        return true;
    }

    /// <summary>
    /// Reads exactly <paramref name="count"/> digits (at most 9) and moves on; false where other characters stand.
    /// </summary>
    public static bool TryTake(ref ReadOnlySpan<byte> text, int count, out int value)
    {
        value = 0;
        if (text.Length < count)
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit > 9)
            {
                return false;
            }

            value = (value * 10) + (int)digit;
        }

        text = text[count..];
        return true;
    }

    public static bool TryTake(ref ReadOnlySpan<byte> text, byte character)
    {
        if (text.IsEmpty || text[0] != character)
        {
            return false;
        }

        text = text[1..];
        return true;
    }

    /// <summary>
    /// Reads a fraction of a second, to its last digit, as microseconds; digits past the sixth must be zeros.
    /// </summary>
    public static bool TryTakeMicroseconds(ref ReadOnlySpan<byte> text, out int microseconds)
    {
        microseconds = 0;
        var length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var digits = length < 0 ? text : text[..length];
        if (digits.IsEmpty || (digits.Length > 6 && digits[6..].ContainsAnyExcept((byte)'0')))
        {
            return false;
        }

        for (var i = 0; i < 6; i++)
        {
            microseconds = (microseconds * 10) + (i < digits.Length ? digits[i] - '0' : 0);
        }

        text = text[digits.Length..];
        return true;
    }
}
