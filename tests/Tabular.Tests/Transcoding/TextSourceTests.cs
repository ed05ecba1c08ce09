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
        var source = Enumerable.Range(0, 100_000).Select(i => (byte)i).ToArray();
        Assert.Equal(Encoding.Latin1.GetString(source), Read(source, TextEncoding.Latin1, 777));
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
