using System.Buffers;
using System.Globalization;

namespace Analytics.Tabular.Values;

/// <summary>
/// Floating-point numbers, correctly rounded: digits with an optional point and exponent. No names (<c>nan</c>,
/// <c>inf</c>), no white space, nothing so large that it would become infinite, and nothing so small that it would
/// become zero.
/// </summary>
internal readonly struct FloatingParser : IValueParser<double>, IValueParser<float>
{
    private const NumberStyles Style =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private const long MaxExact = 1L << 53;

    private static readonly SearchValues<byte> Allowed = SearchValues.Create("0123456789.eE+-"u8);

    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    public bool TryParse(ReadOnlySpan<byte> text, out double value) =>
        TryParseShort(text, out value)
        || (IsPlain(text) && double.TryParse(text, Style, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value) && (value != 0 || IsZero(text)));

    public bool TryParse(ReadOnlySpan<byte> text, out float value)
    {
        value = 0;
        return IsPlain(text) && float.TryParse(text, Style, CultureInfo.InvariantCulture, out value)
            && float.IsFinite(value) && (value != 0 || IsZero(text));
    }

    /// <summary>
    /// Most numbers in files: few digits and no exponent. Mantissa and power of ten are exact doubles then, so that
    /// one division rounds correctly (Clinger 1990).
    /// </summary>
    private static bool TryParseShort(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var start = text.Length > 0 && text[0] == '-' ? 1 : 0;
        if (text.Length - start is 0 or > 17)
        {
            return false;
        }

        long mantissa = 0;
        var point = -1;
        for (var i = start; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
            }
            else if (text[i] == '.' && point < 0)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        var digits = text.Length - start - (point < 0 ? 0 : 1);
        if (digits == 0 || mantissa > MaxExact)
        {
            return false;
        }

        value = point < 0 ? mantissa : mantissa / PowersOfTen[text.Length - point - 1];
        value = start == 1 ? -value : value;
        return true;
    }

    private static bool IsZero(ReadOnlySpan<byte> text)
    {
        var exponent = text.IndexOfAny((byte)'e', (byte)'E');
        return !(exponent < 0 ? text : text[..exponent]).ContainsAnyInRange((byte)'1', (byte)'9');
    }

    private static bool IsPlain(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && text[0] != '+' && !text.ContainsAnyExcept(Allowed);
}
