using System.Text;

namespace Analytics.Tabular.Transcoding;

/// <summary>An encoding whose characters have one, two or four bytes; ASCII characters have one.</summary>
internal abstract class MultiByteCode
{
    protected const char Undefined = '\uFFFD';

    static MultiByteCode() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Bytes of the character that the bytes begin with; 0 where more must be seen to say.</summary>
    public abstract int LengthOf(ReadOnlySpan<byte> bytes);

    /// <summary>Decodes the bytes of one character; returns how many UTF-16 units it has, 0 where the bytes are none.</summary>
    public abstract int Decode(ReadOnlySpan<byte> bytes, Span<char> characters);

    /// <summary>Bytes that a character has in this encoding.</summary>
    public abstract int BytesOf(Rune character);

    protected static Encoding Strict(int codePage) =>
        Encoding.GetEncoding(codePage, EncoderFallback.ExceptionFallback, new DecoderReplacementFallback(Undefined.ToString()));
}
