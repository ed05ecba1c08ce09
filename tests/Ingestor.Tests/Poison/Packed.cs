using System.IO.Compression;
using ZstdSharp;

namespace Analytics.Ingestor.Tests.Poison;

internal static class Packed
{
    public static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    public static byte[] Zstd(byte[] plain)
    {
        using var compressor = new Compressor(3);
        compressor.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return compressor.Wrap(plain).ToArray();
    }

    /// <summary>Very many equal bytes in few: one small member after the other, which is one file by the format's rules.</summary>
    public static byte[] Bomb(int members, int memberBytes)
    {
        var member = Gzip([.. Enumerable.Repeat((byte)'0', memberBytes)]);
        return [.. Enumerable.Repeat(member, members).SelectMany(bytes => bytes)];
    }
}
