using System.Diagnostics;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Transcoding;

/// <summary>An encoding of several bytes for a character as UTF-8; bytes that are no character are a fault where they stand.</summary>
internal sealed class MultiByteStream(Stream plain, TextEncoding encoding, MultiByteCode code) : TranscodedStream
{
    private readonly byte[] _bytes = new byte[BufferChars];
    private long _offset;
    private int _held;

    protected override int ReadCharacters(Span<char> characters)
    {
        while (true)
        {
            // No character has more units than bytes.
            var read = plain.Read(_bytes.AsSpan(_held, Math.Min(_bytes.Length, characters.Length) - _held));
            var bytes = _bytes.AsSpan(0, _held + read);
            var (taken, written) = Decode(bytes, characters);
            _offset += taken;
            bytes[taken..].CopyTo(_bytes);
            _held = bytes.Length - taken;
            if (read == 0 && _held > 0)
            {
                throw TextFaults.CutCharacter(encoding, _offset);
            }

            if (written > 0 || read == 0)
            {
                return written;
            }
        }
    }

    protected override Exception NoCharacter(int unitsFromEnd) => new UnreachableException();

    private (int Taken, int Written) Decode(ReadOnlySpan<byte> bytes, Span<char> characters)
    {
        var (taken, written) = (0, 0);
        while (taken < bytes.Length)
        {
            if (bytes[taken] < 0x80)
            {
                characters[written++] = (char)bytes[taken++];
                continue;
            }

            var length = code.LengthOf(bytes[taken..]);
            if (length == 0 || taken + length > bytes.Length)
            {
                break;
            }

            var units = code.Decode(bytes.Slice(taken, length), characters[written..]);
            if (units == 0)
            {
                throw TextFaults.UndefinedBytes(encoding, bytes.Slice(taken, length), _offset + taken);
            }

            (taken, written) = (taken + length, written + units);
        }

        return (taken, written);
    }
}
