using System.Text.Encodings.Web;
using System.Text.Json;

namespace Analytics.Core.Datasets;

/// <summary>Texts from files, made fit for PostgreSQL, which stores no NUL and no half surrogate pairs.</summary>
internal static class DatabaseText
{
    private const int MaxNameCharacters = 1024;

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>NUL becomes its visible picture, half a surrogate pair the replacement character.</summary>
    public static string? Clean(string? text)
    {
        if (text is null || !text.Any(character => character == '\0' || char.IsSurrogate(character)))
        {
            return text;
        }

        return string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0 ? "\u2400" : rune.ToString()));
    }

    /// <summary>A name that is no key, shown on one line: control characters escaped, cut at 1,024 characters.</summary>
    public static string Name(string name)
    {
        var shown = string.Concat(name.EnumerateRunes().Take(MaxNameCharacters)
            .Select(rune => System.Text.Rune.IsControl(rune) ? $"\\u{rune.Value:x4}" : rune.ToString()));
        return shown.Length > MaxNameCharacters ? string.Concat(shown.AsSpan(0, MaxNameCharacters - 1), "…") : shown;
    }
}
