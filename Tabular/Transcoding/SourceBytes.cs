using System.Text;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Transcoding;

/// <summary>How many bytes of its source a piece of transcoded text takes: places are told in bytes of the source.</summary>
internal static class SourceBytes
{
    /// <summary>Bytes of the source before its text: a byte-order mark that is not passed on.</summary>
    public static int BeforeText(TextEncoding encoding) => encoding == TextEncoding.Utf16 ? sizeof(char) : 0;

    /// <summary>The source's bytes of whole characters, given as UTF-8.</summary>
    public static int Of(TextEncoding encoding, ReadOnlySpan<byte> text) => encoding switch
    {
        TextEncoding.Utf8 => text.Length,
        TextEncoding.Utf16 or TextEncoding.Utf16LittleEndian or TextEncoding.Utf16BigEndian =>
            Encoding.UTF8.GetCharCount(text) * sizeof(char),
        TextEncoding.ShiftJis => Count(text, ShiftJisCode.Instance),
        TextEncoding.Gb18030 => Count(text, Gb18030Code.Instance),
        _ => Encoding.UTF8.GetCharCount(text),
    };

    private static int Count(ReadOnlySpan<byte> text, MultiByteCode code)
    {
        var bytes = 0;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out var character, out var length);
            bytes += code.BytesOf(character);
            text = text[length..];
        }

        return bytes;
    }
}
