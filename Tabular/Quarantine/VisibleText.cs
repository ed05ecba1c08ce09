using System.Globalization;
using System.Text;

namespace Analytics.Tabular.Quarantine;

/// <summary>Names for people: a character that nobody sees, or that looks like a blank, is shown as its code point.</summary>
internal static class VisibleText
{
    public static string Of(string text)
    {
        if (!text.EnumerateRunes().Any(IsInvisible))
        {
            return text;
        }

        var shown = new StringBuilder();
        foreach (var character in text.EnumerateRunes())
        {
            shown.Append(IsInvisible(character)
                ? string.Create(CultureInfo.InvariantCulture, $"[U+{character.Value:X4}]")
                : $"{character}");
        }

        return shown.ToString();
    }

    private static bool IsInvisible(Rune character) => character.Value switch
    {
        ' ' => false,

        // A joiner and the selectors of variants are marks that show nothing of their own.
        0x034F or (>= 0xFE00 and <= 0xFE0F) => true,
        _ => Rune.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned,
    };
}
