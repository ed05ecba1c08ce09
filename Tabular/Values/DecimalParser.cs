namespace Analytics.Tabular.Values;

/// <summary>
/// Exact decimals as whole numbers of the last place: 12.34 of scale 2 is 1234. Digits past the scale must be zeros,
/// and all of them together must fit the precision.
/// </summary>
internal readonly struct DecimalParser(int precision, int scale) : IValueParser<int>, IValueParser<long>, IValueParser<Int128>
{
    /// <summary>Up to this precision a decimal is stored as a 32-bit integer.</summary>
    public const int MaxInt32Precision = 9;

    /// <summary>Up to this precision a decimal is stored as a 64-bit integer.</summary>
    public const int MaxInt64Precision = 18;

    public bool TryParse(ReadOnlySpan<byte> text, out int value)
    {
        var parsed = TryParse(text, out long wide);
        value = (int)wide;
        return parsed;
    }

    public bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        if (precision <= MaxInt64Precision && TryParseShort(text, out value))
        {
            return true;
        }

        value = 0;
        if (!TrySplit(text, out var negative, out var whole, out var fraction))
        {
            return false;
        }

        long sum = 0;
        foreach (var digit in whole)
        {
            sum = (sum * 10) + (digit - '0');
        }

        for (var place = 0; place < scale; place++)
        {
            sum = (sum * 10) + (place < fraction.Length ? fraction[place] - '0' : 0);
        }

        value = negative ? -sum : sum;
        return true;
    }

    public bool TryParse(ReadOnlySpan<byte> text, out Int128 value)
    {
        value = 0;
        if (!TrySplit(text, out var negative, out var whole, out var fraction))
        {
            return false;
        }

        Int128 sum = 0;
        foreach (var digit in whole)
        {
            sum = (sum * 10) + (digit - '0');
        }

        for (var place = 0; place < scale; place++)
        {
            sum = (sum * 10) + (place < fraction.Length ? fraction[place] - '0' : 0);
        }

        value = negative ? -sum : sum;
        return true;
    }

    /// <summary>Most decimals in files, eight characters at once; what it does not take, the longer way looks at again.</summary>
    private bool TryParseShort(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        var negative = text.Length > 0 && text[0] == '-';
        var number = negative ? text[1..] : text;
        if (number.Length is 0 or > 2 * EightDigits.Length)
        {
            return false;
        }

        var low = EightDigits.Load(number.Length <= EightDigits.Length ? number : number[^EightDigits.Length..]);
        var fraction = EightDigits.TakePoint(ref low);
        if (!EightDigits.AreDigits(low) || fraction == 0)
        {
            return false;
        }

        value = EightDigits.Sum(low);
        if (number.Length > EightDigits.Length)
        {
            var high = EightDigits.Load(number[..^EightDigits.Length]);
            if (!EightDigits.AreDigits(high))
            {
                return false;
            }

            value += EightDigits.Sum(high) * (fraction < 0 ? EightDigits.End : EightDigits.EndBesidePoint);
        }

        var zeros = scale - Math.Max(0, fraction);
        if (zeros < 0 || value >= Digits.PowersOfTen[precision - zeros])
        {
            return false;
        }

        value *= negative ? -Digits.PowersOfTen[zeros] : Digits.PowersOfTen[zeros];
        return true;
    }

    /// <summary>Splits into digits that are known to fit; zeros that say nothing are left out.</summary>
    private bool TrySplit(ReadOnlySpan<byte> text, out bool negative, out ReadOnlySpan<byte> whole, out ReadOnlySpan<byte> fraction)
    {
        negative = text.Length > 0 && text[0] == '-';
        var digits = negative ? text[1..] : text;
        var point = digits.IndexOf((byte)'.');
        whole = point < 0 ? digits : digits[..point];
        fraction = point < 0 ? [] : digits[(point + 1)..];
        if (whole.Length + fraction.Length == 0 || (point >= 0 && fraction.IsEmpty)
            || whole.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        whole = whole.TrimStart((byte)'0');
        fraction = fraction.TrimEnd((byte)'0');
        return fraction.Length <= scale && whole.Length <= precision - scale;
    }
}
