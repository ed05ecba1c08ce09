using System.IO.Compression;
using System.Security.Cryptography;
using Analytics.Tabular.Compression;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Tests.Compression;

public sealed class SourceSpoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spool-").FullName;
    private readonly byte[] _parquet = [.. "PAR1"u8, .. Enumerable.Range(0, 50_000).Select(number => (byte)(number % 251)), .. "PAR1"u8];

    [Fact]
    public async Task WriteAsync_PackedParquet_UnpacksItAndHashesTheSource()
    {
        var packed = Gzip(_parquet);

        var spool = await WriteAsync(packed, "part.parquet.gz");

        Assert.Null(spool.Fault);
        Assert.Equal(_parquet, await File.ReadAllBytesAsync(spool.Path, TestContext.Current.CancellationToken));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(packed)), spool.Sha256);
        Assert.Equal((packed.Length, _parquet.Length), (spool.SourceBytes, spool.PlainBytes));
    }

    [Fact]
    public async Task WriteAsync_TruncatedArchive_IsAFaultAtEveryTenthOfItsLength()
    {
        var packed = Gzip(_parquet);
        for (var tenth = 1; tenth < 10; tenth++)
        {
            var spool = await WriteAsync(packed[..(packed.Length * tenth / 10)], "part.parquet.gz");

            Assert.Equal("gzip.truncated", spool.Fault?.Code);
        }
    }

    [Fact]
    public async Task WriteAsync_PlainParquet_CopiesIt()
    {
        var spool = await WriteAsync(_parquet, "part.parquet");

        Assert.Null(spool.Fault);
        Assert.Equal(_parquet.Length, new FileInfo(spool.Path).Length);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private Task<SourceSpool> WriteAsync(byte[] source, string name) => SourceSpool.WriteAsync(
        new MemoryStream(source), name, FileFormat.Parquet, new ConversionLimits(), Path.Combine(_folder, Guid.NewGuid().ToString("N")),
        TestContext.Current.CancellationToken);
}
