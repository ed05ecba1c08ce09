using System.Text;

namespace Analytics.Tabular.Transcoding;

/// <summary>
/// Shift JIS as Windows writes it. The runtime's decoder is asked once for each pair of bytes, and only for those that Windows defines:
/// left to itself it takes single bytes that stand for nothing, and gives a middle dot for pairs that do.
/// </summary>
internal sealed class ShiftJisCode : MultiByteCode
{
    public static readonly ShiftJisCode Instance = new();

    private const int CodePage = 932;
    private const char MiddleDot = '・';
    private const char FirstKana = '\uFF61';
    private const char LastKana = '\uFF9F';
    private const byte FirstKanaByte = 0xA1;

    private readonly char[] _pairs = CreatePairs();

    public override int LengthOf(ReadOnlySpan<byte> bytes) => IsLead(bytes[0]) ? 2 : 1;

    public override int Decode(ReadOnlySpan<byte> bytes, Span<char> characters)
    {
        characters[0] = bytes switch
        {
            [var lead, var trail] => _pairs[(lead << 8) | trail],
            [< 0x80] => (char)bytes[0],
            [>= FirstKanaByte and <= 0xDF] => (char)(FirstKana + (bytes[0] - FirstKanaByte)),
            _ => Undefined,
        };
        return characters[0] == Undefined ? 0 : 1;
    }

    public override int BytesOf(Rune character) => character.IsAscii || character.Value is >= FirstKana and <= LastKana ? 1 : 2;

    private static bool IsLead(byte value) => value is (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC);

    private static char[] CreatePairs()
    {
        var (strict, full) = (Strict(CodePage), Encoding.GetEncoding(CodePage));
        var pairs = new char[1 << 16];
        Array.Fill(pairs, Undefined);
        Span<char> decoded = stackalloc char[4];
        for (var pair = 0x8140; pair <= 0xFCFC; pair++)
        {
            ReadOnlySpan<byte> bytes = [(byte)(pair >> 8), (byte)pair];
            if (!IsLead(bytes[0]) || bytes[1] is < 0x40 or 0x7F or > 0xFC)
            {
                continue;
            }

            // The strict decoder leaves out the second bytes of characters that have two, which files of old do hold.
            if (strict.GetChars(bytes, decoded) == 1 && decoded[0] != Undefined)
            {
                pairs[pair] = decoded[0];
            }
            else if (full.GetChars(bytes, decoded) == 1 && decoded[0] is not (MiddleDot or '?'))
            {
                pairs[pair] = decoded[0];
            }
        }

        return pairs;
    }
}
