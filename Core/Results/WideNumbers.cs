using System.Globalization;

namespace Analytics.Core.Results;

/// <summary>PostgreSQL's numbers that .NET's decimal cannot hold.</summary>
public static class WideNumbers
{
    private const int DecimalDigits = 28;
    private const string Prefix = "numeric";

    /// <summary>Whether a type, as <c>format_type</c> spells it, has more digits than a decimal.</summary>
    public static bool Is(string type)
    {
        if (!type.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var comma = type.IndexOf(',', StringComparison.Ordinal);
        return comma < 0
            || int.Parse(type.AsSpan(Prefix.Length + 1, comma - Prefix.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture) > DecimalDigits;
    }
}
