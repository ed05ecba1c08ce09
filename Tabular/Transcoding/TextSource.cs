using Analytics.Tabular.Blocks;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Transcoding;

/// <summary>
/// Gives a plain source as UTF-8, whatever it is encoded in. A byte-order mark of UTF-8 stays; the formats' readers
/// skip it. Whoever tells a place in the text tells it in bytes of the source (<see cref="SourceBytes"/>).
/// </summary>
internal static class TextSource
{
    public static Stream Open(Stream plain, TextEncoding encoding)
    {
        switch (encoding)
        {
            case TextEncoding.Latin1:
                return new Latin1Stream(plain);
            case TextEncoding.Utf16:
                return Utf16Stream.Open(plain);
            case TextEncoding.Utf8:
                var mark = ReadMark(plain);
                return IsUtf16Mark(mark) ? throw TextFaults.IsUtf16() : new PrefixedStream(mark, plain);
            default:
                throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "The encoding has no reader.");
        }
    }

    /// <summary>The first two bytes, or fewer.</summary>
    public static byte[] ReadMark(Stream plain)
    {
        var mark = new byte[2];
        return mark[..plain.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false)];
    }

    private static bool IsUtf16Mark(byte[] mark) => mark is [0xFF, 0xFE] or [0xFE, 0xFF];
}
