using System.Globalization;

namespace Analytics.Results;

/// <summary>PostgreSQL's numbers that .NET's decimal cannot hold.</summary>
public static class WideNumbers
{
    private const int DecimalDigits = 28;
    private const string Prefix = "numeric";

    /// <summary>Whether a type, as <c>format_type</c> spells it, is one of numbers.</summary>
    public static bool IsNumber(string type) =>
        type is "smallint" or "integer" or "bigint" or "real" or "double precision" || IsNumeric(type);

    /// <summary>Whether a decimal holds all digits of a number.</summary>
    public static bool Fits(string number) =>
        number.Count(char.IsAsciiDigit) <= DecimalDigits && number.All(sign => char.IsAsciiDigit(sign) || sign is '-' or '.');

    /// <summary>Whether a type, as <c>format_type</c> spells it, has more digits than a decimal.</summary>
    public static bool Is(string type)
    {
        if (!IsNumeric(type))
        {
            return false;
        }

        var comma = type.IndexOf(',', StringComparison.Ordinal);
        return comma < 0
            || int.Parse(type.AsSpan(Prefix.Length + 1, comma - Prefix.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture) > DecimalDigits;
    }

    private static bool IsNumeric(string type) => type.StartsWith(Prefix, StringComparison.Ordinal) && !type.EndsWith(']');
}
