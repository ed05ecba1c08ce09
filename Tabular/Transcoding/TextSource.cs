using Analytics.Tabular.Blocks;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Transcoding;

/// <summary>
/// Gives a plain source as UTF-8, whatever it is encoded in. A byte-order mark of the encoding stays, as UTF-8; the formats' readers
/// skip it. Whoever tells a place in the text tells it in bytes of the source (<see cref="SourceBytes"/>).
/// </summary>
internal static class TextSource
{
    private const int LongestMark = 3;

    public static Stream Open(Stream plain, TextEncoding encoding)
    {
        if (encoding == TextEncoding.Utf16)
        {
            return Utf16Stream.OpenMarked(plain);
        }

        var mark = ReadMark(plain, LongestMark);
        CheckMark(mark, encoding);
        var whole = new PrefixedStream(mark, plain);
        return encoding switch
        {
            TextEncoding.Utf8 => whole,
            TextEncoding.Utf16LittleEndian or TextEncoding.Utf16BigEndian =>
                new Utf16Stream(whole, encoding == TextEncoding.Utf16BigEndian, offset: 0),
            TextEncoding.ShiftJis => new MultiByteStream(whole, encoding, ShiftJisCode.Instance),
            TextEncoding.Gb18030 => new MultiByteStream(whole, encoding, Gb18030Code.Instance),
            _ => new SingleByteStream(whole, encoding),
        };
    }

    /// <summary>The first bytes, or fewer where the source has no more.</summary>
    public static byte[] ReadMark(Stream plain, int length)
    {
        var mark = new byte[length];
        return mark[..plain.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false)];
    }

    /// <summary>A mark says what the file is; where the contract says otherwise, one of the two is wrong.</summary>
    private static void CheckMark(byte[] mark, TextEncoding encoding)
    {
        var isUtf16 = encoding is TextEncoding.Utf16LittleEndian or TextEncoding.Utf16BigEndian;
        var isLittle = mark is [0xFF, 0xFE, ..];
        var isBig = mark is [0xFE, 0xFF, ..];
        if (mark is [0xEF, 0xBB, 0xBF] && encoding != TextEncoding.Utf8)
        {
            throw TextFaults.IsUtf8(encoding);
        }

        if ((isLittle || isBig) && !isUtf16)
        {
            throw TextFaults.IsUtf16(encoding);
        }

        if ((isLittle && encoding == TextEncoding.Utf16BigEndian) || (isBig && encoding == TextEncoding.Utf16LittleEndian))
        {
            throw TextFaults.OtherByteOrder(encoding);
        }
    }
}
