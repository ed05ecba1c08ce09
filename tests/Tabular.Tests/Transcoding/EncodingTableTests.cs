using System.Diagnostics;
using System.Text;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Transcoding;
using CsCheck;

namespace Analytics.Tabular.Tests.Transcoding;

/// <summary>Each encoding against Python's decoder, which shares nothing with the runtime's.</summary>
public sealed class EncodingTableTests
{
    /// <summary>All sequences of one byte, of two, and every seventh of the four that GB 18030 may have, a line each.</summary>
    private const string Script = """
        import sys
        def show(data):
            try:
                return '+'.join('%X' % ord(c) for c in data.decode(sys.argv[1]))
            except UnicodeDecodeError:
                return '-'
        lengths = sys.argv[2].split(',')
        sequences = []
        if '1' in lengths:
            sequences += [bytes([a]) for a in range(256)]
        if '2' in lengths:
            sequences += [bytes([a, b]) for a in range(128, 256) for b in range(256)]
        if '4' in lengths:
            sequences += [bytes([a, b, c, d]) for a in range(0x81, 0xff) for b in range(0x30, 0x3a)
                          for c in range(0x81, 0xff) for d in range(0x30, 0x3a)][::7]
        sys.stdout.write('\n'.join(data.hex() + ' ' + show(data) for data in sequences))
        """;

    [Theory]
    [InlineData(TextEncoding.Latin1, "latin-1")]
    [InlineData(TextEncoding.Windows1252, "cp1252")]
    [InlineData(TextEncoding.Iso8859Part2, "iso8859_2")]
    [InlineData(TextEncoding.Iso8859Part15, "iso8859_15")]
    public void Of_EveryByte_IsTheCharacterThatPythonSaysButForControls(TextEncoding encoding, string python)
    {
        var table = SingleByteTable.Of(encoding);
        foreach (var (bytes, expected) in Decoded(python, "1"))
        {
            var isControl = bytes[0] is >= 0x80 and <= 0x9F && expected == $"{bytes[0]:X}";
            var character = table[bytes[0]];
            var shown = character == SingleByteTable.Undefined ? "-" : $"{(int)character:X}";
            Assert.Equal((bytes[0], isControl ? "-" : expected), (bytes[0], shown));
        }
    }

    [Theory]
    [InlineData(TextEncoding.ShiftJis, "cp932", "1,2")]
    [InlineData(TextEncoding.Gb18030, "gb18030", "1,2,4")]
    public void Decode_EverySequence_IsTheCharacterThatPythonSaysAndHasAsManyBytesInTheSource(
        TextEncoding encoding, string python, string lengths)
    {
        MultiByteCode code = encoding == TextEncoding.ShiftJis ? ShiftJisCode.Instance : Gb18030Code.Instance;
        var characters = new char[8];
        foreach (var (bytes, decoded) in Decoded(python, lengths))
        {
            // Single bytes that Windows maps to controls and to private characters are no text.
            var isSpare = encoding == TextEncoding.ShiftJis && bytes is [0x80 or 0xA0 or >= 0xFD, ..];
            var length = code.LengthOf(bytes);
            var expected = isSpare || length != bytes.Length ? "-" : decoded;
            var units = length == bytes.Length ? code.Decode(bytes, characters) : 0;
            var text = characters.AsSpan(0, units).ToString();
            var shown = units == 0 ? "-" : string.Join('+', text.EnumerateRunes().Select(rune => $"{rune.Value:X}"));
            Assert.Equal((Convert.ToHexString(bytes), expected), (Convert.ToHexString(bytes), shown));
            if (units > 0)
            {
                Assert.Equal(bytes.Length, SourceBytes.Of(encoding, Encoding.UTF8.GetBytes(text)));
            }
        }
    }

    [Theory]
    [InlineData(TextEncoding.Windows1252, "a,€“é\n")]
    [InlineData(TextEncoding.Iso8859Part2, "a,Łődź\n")]
    [InlineData(TextEncoding.Iso8859Part15, "a,€Šœ\n")]
    [InlineData(TextEncoding.ShiftJis, "a,ｱ日本表ソ\\~\n")]
    [InlineData(TextEncoding.Gb18030, "a,你好€😀ࠀé\n")]
    [InlineData(TextEncoding.Utf16LittleEndian, "a,€😀é\n")]
    [InlineData(TextEncoding.Utf16BigEndian, "a,€😀é\n")]
    public void Open_InPiecesOfAnySize_IsTheSameTextAndCountsTheSourcesBytes(TextEncoding encoding, string alphabet)
    {
        var writer = Writer(encoding);
        var runes = alphabet.EnumerateRunes().ToArray();
        Gen.Select(Gen.Int[0, runes.Length - 1].Array[0, 300], Gen.Int[1, 9]).Sample((picks, step) =>
        {
            var text = string.Concat(picks.Select(pick => runes[pick]));
            var source = writer.GetBytes(text);
            using var opened = TextSource.Open(new PiecesStream(source, step), encoding);
            using var all = new MemoryStream();
            opened.CopyTo(all, 5);
            Assert.Equal(text, Encoding.UTF8.GetString(all.ToArray()));
            Assert.Equal(source.Length, SourceBytes.Of(encoding, all.ToArray()));
        }, iter: 200);
    }

    [Fact]
    public void NameOf_EveryEncoding_IsReadBack() =>
        Assert.All(Enum.GetValues<TextEncoding>(), value => Assert.Equal(value, TextEncodings.ByName[TextEncodings.NameOf(value)]));

    [Fact]
    public void Open_AnyBytesInAnyEncoding_AreTextOrAFaultWithinTheSource() =>
        Gen.Select(Gen.Byte.Array[0, 60], Gen.Enum<TextEncoding>(), Gen.Int[1, 9]).Sample((source, encoding, step) =>
        {
            try
            {
                using var opened = TextSource.Open(new PiecesStream(source, step), encoding);
                opened.CopyTo(Stream.Null);
            }
            catch (FileFaultException fault)
            {
                Assert.InRange(fault.Fault.ByteOffset ?? -1, 0, source.Length);
            }
        }, iter: 2_000);

    /// <summary>An encoder of the runtime.</summary>
    internal static Encoding Writer(TextEncoding encoding)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding(
            encoding switch
            {
                TextEncoding.Windows1252 => 1252,
                TextEncoding.Iso8859Part2 => 28592,
                TextEncoding.Iso8859Part15 => 28605,
                TextEncoding.ShiftJis => 932,
                TextEncoding.Gb18030 => 54936,
                TextEncoding.Utf16LittleEndian => 1200,
                TextEncoding.Utf16BigEndian => 1201,
                TextEncoding.Latin1 => 28591,
                _ => 65001,
            },
            EncoderFallback.ExceptionFallback,
            DecoderFallback.ExceptionFallback);
    }

    private static List<(byte[] Bytes, string Characters)> Decoded(string python, string lengths)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("python3", ["-c", Script, python, lengths])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            },
        };
        process.Start();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return [.. output.Split('\n').Select(line => line.Split(' ')).Select(parts => (Convert.FromHexString(parts[0]), parts[1]))];
    }

    private sealed class PiecesStream(byte[] source, int step) : MemoryStream(source)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(step, buffer.Length)]);
    }
}
