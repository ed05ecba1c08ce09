using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Analytics.Datasets;

/// <summary>Texts from files, made fit for PostgreSQL, which stores no NUL and no half surrogate pairs.</summary>
internal static class DatabaseText
{
    private const int MaxNameBytes = 1000;
    private const int HashLetters = 16;

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

    /// <summary>
    /// A name that is no key, shown on one line: control characters escaped. One of more than 1,000 bytes, which no index takes, is cut
    /// between two characters and told from others by its hash.
    /// </summary>
    public static string Name(string name)
    {
        var shown = string.Concat(name.EnumerateRunes()
            .Select(rune => Rune.IsControl(rune) ? $"\\u{rune.Value:x4}" : rune.ToString()));
        if (Encoding.UTF8.GetByteCount(shown) <= MaxNameBytes)
        {
            return shown;
        }

        var bytes = 0;
        var kept = shown.EnumerateRunes().TakeWhile(rune => (bytes += rune.Utf8SequenceLength) <= MaxNameBytes);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shown)));
        return $"{string.Concat(kept)}… {hash[..HashLetters]}";
    }
}
