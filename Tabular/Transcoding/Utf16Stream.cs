using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Analytics.Tabular.Transcoding;

/// <summary>UTF-16 of either byte order as UTF-8. The byte-order mark is not passed on.</summary>
internal sealed class Utf16Stream : TranscodedStream
{
    private const int UnitBytes = sizeof(char);

    private readonly Stream _plain;
    private readonly bool _isForeign;
    private long _offset = UnitBytes;

    private Utf16Stream(Stream plain, bool isBigEndian)
    {
        _plain = plain;
        _isForeign = isBigEndian == BitConverter.IsLittleEndian;
    }

    public static Stream Open(Stream plain) => TextSource.ReadMark(plain) switch
    {
        [] => Null,
        [0xFF, 0xFE] => new Utf16Stream(plain, isBigEndian: false),
        [0xFE, 0xFF] => new Utf16Stream(plain, isBigEndian: true),
        _ => throw TextFaults.NoMark(),
    };

    protected override int ReadCharacters(Span<char> characters)
    {
        var bytes = MemoryMarshal.AsBytes(characters);
        var read = _plain.Read(bytes);
        if (read % UnitBytes != 0 && _plain.ReadAtLeast(bytes.Slice(read, 1), 1, throwOnEndOfStream: false) == 1)
        {
            read++;
        }

        _offset += read;
        if (read % UnitBytes != 0)
        {
            throw TextFaults.OddLength(_offset - 1);
        }

        if (_isForeign)
        {
            var units = MemoryMarshal.Cast<char, short>(characters[..(read / UnitBytes)]);
            BinaryPrimitives.ReverseEndianness(units, units);
        }

        return read / UnitBytes;
    }

    protected override Exception NoCharacter(int unitsFromEnd) => TextFaults.LoneSurrogate(_offset - (unitsFromEnd * UnitBytes));
}
