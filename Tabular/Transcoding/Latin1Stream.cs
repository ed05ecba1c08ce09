using System.Diagnostics;
using System.Text;

namespace Analytics.Tabular.Transcoding;

/// <summary>ISO 8859-1 as UTF-8: every byte is a character.</summary>
internal sealed class Latin1Stream(Stream plain) : TranscodedStream
{
    private readonly byte[] _bytes = new byte[BufferChars];

    protected override int ReadCharacters(Span<char> characters)
    {
        var read = plain.Read(_bytes.AsSpan(0, characters.Length));
        return Encoding.Latin1.GetChars(_bytes.AsSpan(0, read), characters);
    }

    protected override Exception NoCharacter(int unitsFromEnd) => new UnreachableException();
}
