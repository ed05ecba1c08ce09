namespace Analytics.Tabular.Values;

/// <summary>Whole numbers between two bounds: an optional minus and digits, nothing else.</summary>
internal readonly struct IntegerParser(long minimum, long maximum) : IValueParser<long>, IValueParser<int>
{
    public bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        var negative = text.Length > 0 && text[0] == '-';
        var digits = negative ? text[1..] : text;
        if (digits.IsEmpty)
        {
            return false;
        }

        return digits.Length <= Digits.MaxLongDigits
            ? Digits.TryParse(digits, out value) && IsWithin(value = negative ? -value : value)
            : TryParseLong(digits, negative, out value);
    }

    public bool TryParse(ReadOnlySpan<byte> text, out int value)
    {
        var parsed = TryParse(text, out long wide);
        value = (int)wide;
        return parsed;
    }

    private bool TryParseLong(ReadOnlySpan<byte> digits, bool negative, out long value)
    {
        value = 0;

        // Counted downwards, since the smallest value has no positive twin.
        long sum = 0;
        foreach (var character in digits)
        {
            var digit = (uint)(character - '0');
            if (digit > 9 || sum < long.MinValue / 10)
            {
                return false;
            }

            sum *= 10;
            if (sum < long.MinValue + digit)
            {
                return false;
            }

            sum -= digit;
        }

        if (!negative && sum == long.MinValue)
        {
            return false;
        }

        value = negative ? sum : -sum;
        return IsWithin(value);
    }

    private bool IsWithin(long value) => value >= minimum && value <= maximum;
}
