using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Analytics.Tabular.Compression;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Tests.Compression;

public sealed class SourceReaderTests
{
    private static readonly byte[] Text = Packed.SampleText(20_000);

    public static TheoryData<int> Tenths => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

    [Theory]
    [InlineData("a.csv", 1)]
    [InlineData("a.csv", 300_000)]
    [InlineData("a.csv.gz", 7)]
    [InlineData("a.CSV.GZ", 300_000)]
    [InlineData("a.csv.zst", 7)]
    [InlineData("a.csv.zst", 300_000)]
    public void Read_WholeSource_GivesPlainBytesHashAndSizes(string name, int bufferBytes)
    {
        var source = Pack(name, Text);

        using var reader = Open(source, name);
        var plain = ReadAll(reader, bufferBytes);

        Assert.Equal(Text, plain);
        Assert.Equal(source.Length, reader.SourceBytes);
        Assert.Equal(Text.Length, reader.PlainBytes);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(source)), reader.Sha256);
    }

    [Theory]
    [InlineData("a.csv.gz")]
    [InlineData("a.csv.zst")]
    public void Read_ManyMembers_GivesThemJoined(string name)
    {
        // Members of many lengths, so that their boundaries fall everywhere in the readers' buffers; empty ones among them.
        var random = new Random(1);
        using var source = new MemoryStream();
        using var plain = new MemoryStream();
        for (var member = 0; member < 400; member++)
        {
            var part = Text.AsSpan(0, member % 5 == 0 ? 0 : random.Next(3_000)).ToArray();
            plain.Write(part);
            source.Write(Pack(name, part));
        }

        using var reader = Open(source.ToArray(), name);

        Assert.Equal(plain.ToArray(), ReadAll(reader, 5_000));
    }

    [Fact]
    public void Read_ZstdSkippableFramesAndNoChecksum_ReadsOverThem()
    {
        byte[] skippable = [0x5B, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        byte[] source = [.. skippable, .. Packed.Zstd(Text, checksum: false), .. skippable, .. Packed.Zstd(Text), .. skippable];

        using var reader = Open(source, "a.zst");

        Assert.Equal([.. Text, .. Text], ReadAll(reader));
    }

    [Theory]
    [MemberData(nameof(Tenths))]
    public void Read_GzipCutAtATenth_IsTruncated(int tenth)
    {
        var packed = Packed.Gzip(Text);
        AssertFault("gzip.truncated", packed[..(packed.Length * tenth / 10)], "a.csv.gz");
    }

    [Theory]
    [MemberData(nameof(Tenths))]
    public void Read_ZstdCutAtATenth_IsTruncated(int tenth)
    {
        var packed = Packed.Zstd(Text);
        AssertFault("zstd.truncated", packed[..(packed.Length * tenth / 10)], "a.csv.zst");
    }

    [Theory]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.NoCompression)]
    public void Read_GzipCutAtAnyByte_IsTruncated(CompressionLevel level)
    {
        // Two members: a cut between them is the one that nobody can see.
        var first = Packed.Gzip(Text.AsSpan(0, 700), level);
        byte[] packed = [.. first, .. Packed.Gzip(Text.AsSpan(700, 500), level)];
        for (var length = 0; length < packed.Length; length++)
        {
            if (length != first.Length)
            {
                AssertFault("gzip.truncated", packed[..length], "a.csv.gz");
            }
        }
    }

    [Fact]
    public void Read_ZstdCutAtAnyByte_IsTruncated()
    {
        var packed = Packed.Zstd(Text.AsSpan(0, 1_200));
        for (var length = 0; length < packed.Length; length++)
        {
            AssertFault("zstd.truncated", packed[..length], "a.csv.zst");
        }
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Read_DamagedByte_IsDamaged(double place)
    {
        foreach (var (name, packed) in new[] { ("a.gz", Packed.Gzip(Text)), ("a.zst", Packed.Zstd(Text)) })
        {
            packed[(int)(packed.Length * place)] ^= 0x10;
            AssertFault(name == "a.gz" ? "gzip.damaged" : "zstd.damaged", packed, name);
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    public void Read_DamagedGzipTrailer_IsDamaged(int fromEnd)
    {
        var packed = Packed.Gzip(Text);
        packed[^fromEnd] ^= 1;
        AssertFault("gzip.damaged", packed, "a.csv.gz");
    }

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })]
    public void Read_BytesBehindTheLastMember_IsAFault(byte[] trailing)
    {
        AssertFault("gzip.trailing_bytes", [.. Packed.Gzip(Text), .. trailing], "a.csv.gz");
        Assert.StartsWith("zstd.", FaultOf([.. Packed.Zstd(Text), .. trailing], "a.csv.zst").Code, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.csv.gz", "gzip.other_format")]
    [InlineData("a.csv.zst", "zstd.other_format")]
    public void Read_SuffixOfAPackedFormatOnText_SaysWhatTheNamePromises(string name, string code)
    {
        var fault = FaultOf(Text, name);

        Assert.Equal(code, fault.Code);
        Assert.Contains(name, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.csv", "1F8B0800000000000003", "gzip")]
    [InlineData("a.csv", "28B52FFD240000000000", "zstd")]
    [InlineData("a.csv", "504152311504150A4C15", "Parquet")]
    [InlineData("a.csv", "504B0304140000000800", "ZIP")]
    [InlineData("a.csv", "FD377A585A0000000000", "xz")]
    [InlineData("a.csv", "425A6839314159265359", "bzip2")]
    public void Read_PlainNameOnPackedOrBinaryData_SaysWhatItHolds(string name, string head, string found)
    {
        var fault = FaultOf([.. Convert.FromHexString(head), .. Text], name);

        Assert.Equal("source.not_text", fault.Code);
        Assert.Contains(found, fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Advice);
    }

    [Fact]
    public void Read_PackedTwice_IsAFault() => AssertFault("source.not_text", Packed.Gzip(Packed.Gzip(Text)), "a.csv.gz");

    [Fact]
    public void Read_HeaderThatNamesAColumnPar1_IsText()
    {
        using var reader = Open("PAR1,PAR2\n1,2\n"u8.ToArray(), "a.csv");
        Assert.Equal(14, ReadAll(reader).Length);
    }

    [Fact]
    public void Read_Nothing_IsEmptyWhenPlainAndTruncatedWhenPacked()
    {
        using var reader = Open([], "a.csv");
        Assert.Empty(ReadAll(reader));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([])), reader.Sha256);
        AssertFault("gzip.truncated", [], "a.gz");
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.csv.gz")]
    [InlineData("a.csv.zst")]
    public void Read_PastMaxUnpackedBytes_IsTooLarge(string name)
    {
        var source = Pack(name, Text);
        var limits = new ConversionLimits { MaxUnpackedBytes = Text.Length - 1 };
        Assert.Equal("unpacked.too_large", FaultOf(source, name, limits).Code);

        using var reader = Open(source, name, limits with { MaxUnpackedBytes = Text.Length });
        Assert.Equal(Text.Length, ReadAll(reader).Length);
    }

    [Fact]
    public void Read_GzipBombOf4Gigabytes_IsRejectedAtTheCap()
    {
        // 4 MB that unpack to 4 GB: 64 members of 64 MB each.
        var member = Packed.GzipZeros(64 * 1024 * 1024);
        var source = Enumerable.Repeat(member, 64).SelectMany(bytes => bytes).ToArray();
        using var reader = Open(source, "bomb.csv.gz");
        var before = GC.GetAllocatedBytesForCurrentThread();

        var fault = Assert.Throws<FileFaultException>(() => Drain(reader)).Fault;

        Assert.Equal("expansion.too_large", fault.Code);
        Assert.InRange(reader.PlainBytes, 200L * source.Length, 250L * source.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Fact]
    public void Read_BombOfUnknownLength_IsRejectedByWhatWasRead()
    {
        var source = Enumerable.Repeat(Packed.GzipZeros(64 * 1024 * 1024), 4).SelectMany(bytes => bytes).ToArray();
        using var unseekable = new DeflateStream(new MemoryStream(Deflate(source)), CompressionMode.Decompress);
        using var reader = new SourceReader(unseekable, "bomb.csv.gz", FileFormat.Csv, new ConversionLimits());

        var fault = Assert.Throws<FileFaultException>(() => Drain(reader)).Fault;

        Assert.Equal("expansion.too_large", fault.Code);
        Assert.InRange(reader.PlainBytes, 64 * 1024 * 1024, 200 * 1024 * 1024);
    }

    [Fact]
    public void Read_ExpansionWithinTheFreeBytes_IsAllowed()
    {
        using var reader = Open(Packed.GzipZeros(60 * 1024 * 1024), "a.csv.gz");
        Assert.Equal(60 * 1024 * 1024, Drain(reader));
    }

    [Fact]
    public void Read_ZstdWindowPastTheBound_IsRefusedBeforeItIsAllocated()
    {
        // A frame header without a single segment: window descriptor of 2 GB (exponent 21), then an empty last block.
        byte[] source = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 21 << 3, 1, 0, 0];
        AssertFault("zstd.window_too_large", source, "a.zst");
    }

    [Fact]
    public void EndMark_PackedMember_DoesNotHoldTheMark()
    {
        using var nothing = new HashedSource(Stream.Null);
        using var feed = new GzipFeed(nothing);
        var bytes = ReadAll(feed);

        Assert.Equal(-1, bytes.AsSpan().IndexOf(GzipFeed.EndMark));
        Assert.Equal((uint)GzipFeed.EndMark.Length, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan()[^4..]));
    }

    private static byte[] Pack(string name, byte[] plain) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".gz" => Packed.Gzip(plain),
        ".zst" => Packed.Zstd(plain),
        _ => plain,
    };

    private static byte[] Deflate(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest))
        {
            deflate.Write(bytes);
        }

        return packed.ToArray();
    }

    private static SourceReader Open(byte[] source, string name, ConversionLimits? limits = null) =>
        new(new MemoryStream(source), name, FileFormat.Csv, limits ?? new ConversionLimits());

    private static byte[] ReadAll(Stream stream, int bufferBytes = 64 * 1024)
    {
        using var all = new MemoryStream();
        stream.CopyTo(all, bufferBytes);
        return all.ToArray();
    }

    private static long Drain(SourceReader reader)
    {
        var buffer = new byte[64 * 1024];
        while (reader.Read(buffer) > 0)
        {
        }

        return reader.PlainBytes;
    }

    private static FileFault FaultOf(byte[] source, string name, ConversionLimits? limits = null)
    {
        using var reader = Open(source, name, limits);
        return Assert.Throws<FileFaultException>(() => ReadAll(reader)).Fault;
    }

    private static void AssertFault(string code, byte[] source, string name)
    {
        var fault = FaultOf(source, name);
        Assert.Equal(code, fault.Code);
        Assert.NotNull(fault.ByteOffset);
        Assert.NotEmpty(fault.Advice);
    }
}
