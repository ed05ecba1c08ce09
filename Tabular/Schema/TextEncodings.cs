namespace Analytics.Tabular.Schema;

/// <summary>The names of encodings, as contracts write them.</summary>
public static class TextEncodings
{
    public static IReadOnlyDictionary<string, TextEncoding> ByName { get; } = new Dictionary<string, TextEncoding>(StringComparer.Ordinal)
    {
        ["utf-8"] = TextEncoding.Utf8,
        ["utf-16"] = TextEncoding.Utf16,
        ["utf-16le"] = TextEncoding.Utf16LittleEndian,
        ["utf-16be"] = TextEncoding.Utf16BigEndian,
        ["latin-1"] = TextEncoding.Latin1,
        ["iso-8859-2"] = TextEncoding.Iso8859Part2,
        ["iso-8859-15"] = TextEncoding.Iso8859Part15,
        ["windows-1252"] = TextEncoding.Windows1252,
        ["shift_jis"] = TextEncoding.ShiftJis,
        ["gb18030"] = TextEncoding.Gb18030,
    };

    public static string NameOf(TextEncoding encoding) => ByName.First(pair => pair.Value == encoding).Key;
}
