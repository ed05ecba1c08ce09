using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Values;

/// <summary>
/// Which letters a format must have so that its type gets all that it needs, each part once, and nothing that the text says is lost.
/// </summary>
internal static class TimeFormatParts
{
    private static readonly (string Name, string Letters)[] Parts =
    [
        ("year", "Yy"), ("month", "mbB"), ("day", "d"), ("day of the year", "j"), ("hour", "HI"), ("half of the day", "p"),
        ("minute", "M"), ("second", "S"), ("fraction of a second", "f"), ("offset", "z"),
    ];

    /// <summary>Null where the letters, in any order, make up a value of the type.</summary>
    public static string? FaultOf(string letters, ColumnKind kind)
    {
        foreach (var (name, choices) in Parts)
        {
            if (letters.Count(choices.Contains) > 1)
            {
                return $"names the {name} twice";
            }
        }

        var (hasDate, hasTime, hasOffset) = (kind != ColumnKind.Time, kind != ColumnKind.Date, kind == ColumnKind.TimestampTz);
        var allowed = (hasDate ? "YymbBdj" : "") + (hasTime ? "HIpMSf" : "") + (hasOffset ? "z" : "");
        if (letters.FirstOrDefault(letter => !allowed.Contains(letter)) is var lost and not '\0')
        {
            return $"has '%{lost}', which a {kind.ToString().ToLowerInvariant()} would lose";
        }

        return (hasDate ? DateFault(letters) : null) ?? (hasTime ? TimeFault(letters) : null)
            ?? (hasOffset && !letters.Contains('z') ? "lacks the offset from UTC ('%z')" : null);
    }

    private static string? DateFault(string letters)
    {
        bool Has(string choices) => letters.Any(choices.Contains);
        return !Has("Yy") ? "lacks the year ('%Y' or '%y')"
            : Has("j") ? Has("mbBd") ? "has '%j' beside a month or day: one of them would be ignored" : null
            : !Has("mbB") ? "lacks the month ('%m', '%b' or '%B'; or '%j' for the day of the year)"
            : !Has("d") ? "lacks the day ('%d'; or '%j' for the day of the year)"
            : null;
    }

    private static string? TimeFault(string letters)
    {
        bool Has(char letter) => letters.Contains(letter);
        return !Has('H') && !Has('I') ? "lacks the hour ('%H', or '%I' with '%p')"
            : Has('I') && !Has('p') ? "has '%I' without '%p': morning and afternoon would be one"
            : Has('p') && !Has('I') ? "has '%p' without '%I': it would be ignored"
            : Has('S') && !Has('M') ? "has seconds ('%S') without minutes ('%M')"
            : Has('f') && !Has('S') ? "has a fraction ('%f') without seconds ('%S')"
            : null;
    }
}
