using System.Text;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Transcoding;
using CsCheck;

namespace Analytics.Tabular.Tests.Transcoding;

public sealed class TextSourceTests
{
    private static readonly UnicodeEncoding LittleEndian = new(bigEndian: false, byteOrderMark: true);
    private static readonly UnicodeEncoding BigEndian = new(bigEndian: true, byteOrderMark: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_Utf16InPiecesOfAnySize_IsTheSameText(bool isBigEndian)
    {
        var encoding = isBigEndian ? BigEndian : LittleEndian;
        string[] pieces = ["a", "é", "€", "😀", "\r\n", ","];
        Gen.Select(Gen.Int[0, pieces.Length - 1].Array[0, 300], Gen.Int[1, 200]).Sample((parts, step) =>
        {
            var text = string.Concat(parts.Select(part => pieces[part]));
            byte[] source = [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
            Assert.Equal(text, Read(source, TextEncoding.Utf16, step));
        });
    }

    [Fact]
    public void Open_LongUtf16_KeepsPairsTogetherAtBufferEnds()
    {
        var text = "a" + string.Concat(Enumerable.Repeat("😀", 100_000));
        byte[] source = [.. LittleEndian.GetPreamble(), .. LittleEndian.GetBytes(text)];
        Assert.Equal(text, Read(source, TextEncoding.Utf16, 1_000_000));
    }

    [Fact]
    public void Open_Latin1_GivesEachByteItsCodePoint()
    {
        var source = Enumerable.Range(0, 100_000).Select(i => (byte)i).Where(value => value is < 0x80 or > 0x9F).ToArray();
        Assert.Equal(Encoding.Latin1.GetString(source), Read(source, TextEncoding.Latin1, 777));
    }

    [Theory]
    [InlineData(TextEncoding.Utf16LittleEndian)]
    [InlineData(TextEncoding.Utf16BigEndian)]
    public void Open_Utf16OfADeclaredOrder_NeedsNoMark(TextEncoding encoding)
    {
        var writer = encoding == TextEncoding.Utf16BigEndian ? BigEndian : LittleEndian;
        Assert.Equal("a€😀", Read(writer.GetBytes("a€😀"), encoding, 3));
        Assert.Equal("\uFEFFa€😀", Read([.. writer.GetPreamble(), .. writer.GetBytes("a€😀")], encoding, 3));
    }

    [Theory]
    [InlineData(TextEncoding.Latin1, new byte[] { 0xEF, 0xBB, 0xBF, (byte)'a' }, "encoding.is_utf8")]
    [InlineData(TextEncoding.Windows1252, new byte[] { 0xEF, 0xBB, 0xBF }, "encoding.is_utf8")]
    [InlineData(TextEncoding.Iso8859Part2, new byte[] { 0xEF, 0xBB, 0xBF }, "encoding.is_utf8")]
    [InlineData(TextEncoding.Iso8859Part15, new byte[] { 0xEF, 0xBB, 0xBF }, "encoding.is_utf8")]
    [InlineData(TextEncoding.ShiftJis, new byte[] { 0xEF, 0xBB, 0xBF }, "encoding.is_utf8")]
    [InlineData(TextEncoding.Gb18030, new byte[] { 0xEF, 0xBB, 0xBF }, "encoding.is_utf8")]
    [InlineData(TextEncoding.Utf16LittleEndian, new byte[] { 0xEF, 0xBB, 0xBF, (byte)'a' }, "encoding.is_utf8")]
    [InlineData(TextEncoding.Latin1, new byte[] { 0xFF, 0xFE, (byte)'a', 0 }, "encoding.is_utf16")]
    [InlineData(TextEncoding.Windows1252, new byte[] { 0xFE, 0xFF, 0, (byte)'a' }, "encoding.is_utf16")]
    [InlineData(TextEncoding.Utf16LittleEndian, new byte[] { 0xFE, 0xFF, 0, (byte)'a' }, "encoding.byte_order")]
    [InlineData(TextEncoding.Utf16BigEndian, new byte[] { 0xFF, 0xFE, (byte)'a', 0 }, "encoding.byte_order")]
    public void Open_MarkOfAnotherEncoding_IsAFault(TextEncoding encoding, byte[] source, string code) =>
        Assert.Equal((code, 0L), (Fault(source, encoding).Code, Fault(source, encoding).ByteOffset));

    [Theory]
    [InlineData(TextEncoding.Latin1, new byte[] { (byte)'5', (byte)' ', 0x80 }, 2, "in windows-1252 it is '€'")]
    [InlineData(TextEncoding.Windows1252, new byte[] { (byte)'5', 0x9D }, 1, "9D (hexadecimal)")]
    [InlineData(TextEncoding.ShiftJis, new byte[] { 0x93, 0xFA, 0x81, 0xAD }, 2, "81 AD (hexadecimal)")]
    [InlineData(TextEncoding.ShiftJis, new byte[] { 0x93, 0xFA, 0xA0 }, 2, "A0 (hexadecimal)")]
    [InlineData(TextEncoding.Gb18030, new byte[] { 0xC4, 0xE3, (byte)'a', 0x84, 0x32, 0x81, 0x30 }, 3, "84 32 81 30 (hexadecimal)")]
    [InlineData(TextEncoding.Gb18030, new byte[] { 0xC4, 0xE3, 0x81, (byte)'\n' }, 2, "81 0A (hexadecimal)")]
    public void Read_BytesThatAreNoCharacter_AreAFaultWhereTheyStand(TextEncoding encoding, byte[] source, long offset, string shown)
    {
        var fault = Fault(source, encoding);
        Assert.Equal(("encoding.undefined_bytes", offset), (fault.Code, fault.ByteOffset));
        Assert.Contains(shown, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TextEncoding.ShiftJis, new byte[] { (byte)'a', 0x93 }, 1)]
    [InlineData(TextEncoding.Gb18030, new byte[] { (byte)'a', 0xC4 }, 1)]
    [InlineData(TextEncoding.Gb18030, new byte[] { (byte)'a', 0x81, 0x30, 0x81 }, 1)]
    public void Read_CharacterThatIsCutOff_IsAFaultWhereItBegins(TextEncoding encoding, byte[] source, long offset)
    {
        var fault = Fault(source, encoding);
        Assert.Equal(("encoding.truncated", offset), (fault.Code, fault.ByteOffset));
    }

    [Fact]
    public void Open_Utf8_GivesTheBytesAsTheyAre()
    {
        var source = "\uFEFFgrün\n"u8.ToArray();
        using var text = TextSource.Open(new MemoryStream(source), TextEncoding.Utf8);
        using var all = new MemoryStream();
        text.CopyTo(all);
        Assert.Equal(source, all.ToArray());
    }

    [Fact]
    public void Open_Utf16UnderAUtf8Contract_SaysSo() =>
        Assert.Equal("encoding.is_utf16", Fault([0xFF, 0xFE, (byte)'a', 0], TextEncoding.Utf8).Code);

    [Fact]
    public void Open_Utf16WithoutMark_SaysSo() =>
        Assert.Equal("encoding.no_bom", Fault([(byte)'a', 0, (byte)'b', 0], TextEncoding.Utf16).Code);

    [Fact]
    public void Read_Utf16OfOddLength_IsAFaultAtTheLastByte()
    {
        var fault = Fault([0xFF, 0xFE, (byte)'a', 0, (byte)'b'], TextEncoding.Utf16);
        Assert.Equal(("encoding.odd_length", 4L), (fault.Code, fault.ByteOffset));
    }

    [Theory]
    [InlineData(new byte[] { 0x3D, 0xD8 }, 6)]
    [InlineData(new byte[] { 0x00, 0xDE }, 6)]
    [InlineData(new byte[] { 0x3D, 0xD8, 0x78, 0x00 }, 6)]
    public void Read_LoneSurrogate_IsAFaultWhereItStands(byte[] tail, long offset)
    {
        var fault = Fault([0xFF, 0xFE, (byte)'a', 0, (byte)'b', 0, .. tail], TextEncoding.Utf16);
        Assert.Equal(("encoding.lone_surrogate", offset), (fault.Code, fault.ByteOffset));
    }

    private static string Read(byte[] source, TextEncoding encoding, int step)
    {
        using var text = TextSource.Open(new PiecesStream(source, step), encoding);
        using var all = new MemoryStream();
        text.CopyTo(all, Math.Max(1, step / 2));
        return Encoding.UTF8.GetString(all.ToArray());
    }

    private static FileFault Fault(byte[] source, TextEncoding encoding) =>
        Assert.Throws<FileFaultException>(() => Read(source, encoding, 3)).Fault;

    /// <summary>Gives at most so many bytes at once, as a network does.</summary>
    private sealed class PiecesStream(byte[] source, int step) : MemoryStream(source)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(step, buffer.Length)]);
    }
}
