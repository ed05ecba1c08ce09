using System.Buffers;
using System.Text.Unicode;
using Analytics.Tabular.Compression;

namespace Analytics.Tabular.Transcoding;

/// <summary>Text of another encoding as UTF-8, loss-free: what is no character is a fault.</summary>
internal abstract class TranscodedStream : ReadOnlyStream
{
    protected const int BufferChars = 32 * 1024;

    /// <summary>UTF-8 takes at most three bytes for a UTF-16 unit.</summary>
    private readonly byte[] _utf8 = new byte[BufferChars * 3];
    private readonly char[] _characters = new char[BufferChars];
    private int _held;
    private int _start;
    private int _end;
    private bool _isAtEnd;

    public override int Read(Span<byte> buffer)
    {
        while (_start == _end && !_isAtEnd && !buffer.IsEmpty)
        {
            Fill();
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _utf8.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <summary>Reads UTF-16 units; 0 only at the end.</summary>
    protected abstract int ReadCharacters(Span<char> characters);

    /// <summary>
    /// Says where the unit stands that is no character; <paramref name="unitsFromEnd"/> were read from it on.
    /// </summary>
    protected abstract Exception NoCharacter(int unitsFromEnd);

    private void Fill()
    {
        var read = ReadCharacters(_characters.AsSpan(_held));
        _isAtEnd = read == 0;
        var characters = _characters.AsSpan(0, _held + read);
        var status = Utf8.FromUtf16(characters, _utf8, out var taken, out var written, replaceInvalidSequences: false, _isAtEnd);
        if (status == OperationStatus.InvalidData)
        {
            throw NoCharacter(characters.Length - taken);
        }

        // The first half of a surrogate pair waits for the second.
        characters[taken..].CopyTo(_characters);
        _held = characters.Length - taken;
        (_start, _end) = (0, written);
    }
}
