using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Transcoding;

/// <summary>
/// The characters of encodings that have one byte for each. Tables of our own: the runtime's decode undefined bytes to control characters,
/// also where they are told to throw.
/// </summary>
internal static class SingleByteTable
{
    /// <summary>Stands where a byte has no character.</summary>
    public const char Undefined = '\uFFFD';

    private const int FirstHigh = 0x80;
    private const int FirstOfIso = 0xA0;

    private const string HighOfWindows1252 = "€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ";

    private const string UpperOfPart2 =
        "\u00A0Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u00ADŽŻ°ą˛ł´ľśˇ¸šşťź˝žżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙";

    private static readonly string UpperOfLatin1 = string.Concat(Enumerable.Range(FirstOfIso, 256 - FirstOfIso).Select(code => (char)code));

    /// <summary>The character of each byte, <see cref="Undefined"/> where it has none.</summary>
    public static char[] Of(TextEncoding encoding) => encoding switch
    {
        TextEncoding.Latin1 => Table(NoControls(), UpperOfLatin1),
        TextEncoding.Windows1252 => Table(HighOfWindows1252, UpperOfLatin1),
        TextEncoding.Iso8859Part2 => Table(NoControls(), UpperOfPart2),
        TextEncoding.Iso8859Part15 => Table(NoControls(), UpperOfPart15()),
        _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "The encoding has more than one byte for a character."),
    };

    private static char[] Table(string high, string upper) =>
        [.. Enumerable.Range(0, FirstHigh).Select(code => (char)code), .. high, .. upper];

    /// <summary>No text file means the control characters 80 to 9F: such bytes show that it is of another encoding.</summary>
    private static string NoControls() => new(Undefined, FirstOfIso - FirstHigh);

    private static string UpperOfPart15()
    {
        var upper = UpperOfLatin1.ToCharArray();
        foreach (var (code, character) in new[]
        {
            (0xA4, '€'), (0xA6, 'Š'), (0xA8, 'š'), (0xB4, 'Ž'), (0xB8, 'ž'), (0xBC, 'Œ'), (0xBD, 'œ'), (0xBE, 'Ÿ'),
        })
        {
            upper[code - FirstOfIso] = character;
        }

        return new string(upper);
    }
}
