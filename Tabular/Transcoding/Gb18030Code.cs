using System.Text;

namespace Analytics.Tabular.Transcoding;

/// <summary>GB 18030: pairs of bytes, and four bytes for all characters that have none.</summary>
internal sealed class Gb18030Code : MultiByteCode
{
    public static readonly Gb18030Code Instance = new();

    private const int CodePage = 54936;

    private static readonly byte[] ReplacementCharacter = [0x84, 0x31, 0xA4, 0x37];

    private readonly Encoding _strict = Strict(CodePage);
    private readonly char[] _pairs = new char[1 << 16];
    private readonly bool[] _hasPair = new bool[1 << 16];

    private Gb18030Code()
    {
        Array.Fill(_pairs, Undefined);
        Span<char> decoded = stackalloc char[4];
        for (var pair = 0x8140; pair <= 0xFEFE; pair++)
        {
            ReadOnlySpan<byte> bytes = [(byte)(pair >> 8), (byte)pair];
            if (IsLead(bytes[0]) && bytes[1] >= 0x40 && _strict.GetChars(bytes, decoded) == 1 && decoded[0] != Undefined)
            {
                _pairs[pair] = decoded[0];
                _hasPair[decoded[0]] = true;
            }
        }
    }

    public override int LengthOf(ReadOnlySpan<byte> bytes) => !IsLead(bytes[0])
        ? 1
        : bytes.Length == 1 ? 0 : bytes[1] is >= (byte)'0' and <= (byte)'9' ? 4 : 2;

    public override int Decode(ReadOnlySpan<byte> bytes, Span<char> characters)
    {
        switch (bytes)
        {
            case [var lead, var trail]:
                characters[0] = _pairs[(lead << 8) | trail];
                return characters[0] == Undefined ? 0 : 1;
            case [< 0x80]:
                characters[0] = (char)bytes[0];
                return 1;
            case [_, _, >= 0x81 and <= 0xFE, >= (byte)'0' and <= (byte)'9']:
                var units = _strict.GetChars(bytes, characters);
                return characters[0] != Undefined || bytes.SequenceEqual(ReplacementCharacter) ? units : 0;
            default:
                return 0;
        }
    }

    public override int BytesOf(Rune character) =>
        character.IsAscii ? 1 : character.IsBmp && _hasPair[character.Value] ? 2 : 4;

    private static bool IsLead(byte value) => value is >= 0x81 and <= 0xFE;
}
