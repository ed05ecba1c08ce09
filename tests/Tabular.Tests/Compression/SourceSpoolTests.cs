using System.Security.Cryptography;
using Analytics.Tabular.Compression;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Tests.Compression;

public sealed class SourceSpoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spool-").FullName;
    private readonly byte[] _parquet = [.. "PAR1"u8, .. Enumerable.Range(0, 50_000).Select(number => (byte)(number % 251)), .. "PAR1"u8];

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public async Task WriteAsync_PackedParquet_UnpacksItAndHashesTheSource(string suffix)
    {
        var packed = Pack(suffix);

        var spool = await WriteAsync(packed, $"part.parquet.{suffix}");

        Assert.Null(spool.Fault);
        Assert.Equal(_parquet, await File.ReadAllBytesAsync(spool.Path, TestContext.Current.CancellationToken));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(packed)), spool.Sha256);
        Assert.Equal((packed.Length, _parquet.Length), (spool.SourceBytes, spool.PlainBytes));
    }

    [Theory]
    [InlineData("gz", "gzip")]
    [InlineData("zst", "zstd")]
    public async Task WriteAsync_TruncatedArchive_IsAFaultAtEveryTenthOfItsLength(string suffix, string code)
    {
        var packed = Pack(suffix);
        for (var tenth = 1; tenth < 10; tenth++)
        {
            var spool = await WriteAsync(packed[..(packed.Length * tenth / 10)], $"part.parquet.{suffix}");

            Assert.Equal($"{code}.truncated", spool.Fault?.Code);
        }
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public async Task WriteAsync_DamagedArchive_IsAFault(string suffix)
    {
        var packed = Pack(suffix);
        packed[packed.Length / 2] ^= 0x55;

        Assert.NotNull((await WriteAsync(packed, $"part.parquet.{suffix}")).Fault);
    }

    [Fact]
    public async Task WriteAsync_PlainParquet_CopiesIt()
    {
        var spool = await WriteAsync(_parquet, "part.parquet");

        Assert.Null(spool.Fault);
        Assert.Equal(_parquet.Length, new FileInfo(spool.Path).Length);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private byte[] Pack(string suffix) => suffix == "gz" ? Packed.Gzip(_parquet) : Packed.Zstd(_parquet);

    private Task<SourceSpool> WriteAsync(byte[] source, string name) => SourceSpool.WriteAsync(
        new MemoryStream(source), name, FileFormat.Parquet, new ConversionLimits(), Path.Combine(_folder, Guid.NewGuid().ToString("N")),
        TestContext.Current.CancellationToken);
}
