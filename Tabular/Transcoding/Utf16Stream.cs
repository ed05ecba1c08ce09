using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Analytics.Tabular.Transcoding;

/// <summary>UTF-16 of either byte order as UTF-8.</summary>
/// <param name="plain">The source, from where its text begins.</param>
/// <param name="isBigEndian">Its byte order.</param>
/// <param name="offset">Bytes of the source before <paramref name="plain"/>.</param>
internal sealed class Utf16Stream(Stream plain, bool isBigEndian, long offset) : TranscodedStream
{
    private const int UnitBytes = sizeof(char);

    private readonly bool _isForeign = isBigEndian == BitConverter.IsLittleEndian;
    private long _offset = offset;

    /// <summary>A source whose mark tells its byte order; the mark is not passed on.</summary>
    public static Stream OpenMarked(Stream plain) => TextSource.ReadMark(plain, UnitBytes) switch
    {
        [] => Null,
        [0xFF, 0xFE] => new Utf16Stream(plain, isBigEndian: false, UnitBytes),
        [0xFE, 0xFF] => new Utf16Stream(plain, isBigEndian: true, UnitBytes),
        _ => throw TextFaults.NoMark(),
    };

    protected override int ReadCharacters(Span<char> characters)
    {
        var bytes = MemoryMarshal.AsBytes(characters);
        var read = plain.Read(bytes);
        if (read % UnitBytes != 0 && plain.ReadAtLeast(bytes.Slice(read, 1), 1, throwOnEndOfStream: false) == 1)
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
