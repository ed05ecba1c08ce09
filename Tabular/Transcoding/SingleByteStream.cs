using System.Diagnostics;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Transcoding;

/// <summary>An encoding of one byte for each character as UTF-8; a byte that has none is a fault.</summary>
internal sealed class SingleByteStream(Stream plain, TextEncoding encoding) : TranscodedStream
{
    private readonly byte[] _bytes = new byte[BufferChars];
    private readonly char[] _table = SingleByteTable.Of(encoding);
    private long _offset;

    protected override int ReadCharacters(Span<char> characters)
    {
        var read = plain.Read(_bytes.AsSpan(0, characters.Length));
        for (var i = 0; i < read; i++)
        {
            var character = _table[_bytes[i]];
            if (character == SingleByteTable.Undefined)
            {
                throw TextFaults.UndefinedBytes(encoding, _bytes.AsSpan(i, 1), _offset + i);
            }

            characters[i] = character;
        }

        _offset += read;
        return read;
    }

    protected override Exception NoCharacter(int unitsFromEnd) => new UnreachableException();
}
