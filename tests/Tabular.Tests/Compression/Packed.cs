using System.IO.Compression;
using System.Text;
using ZstdSharp;

namespace Analytics.Tabular.Tests.Compression;

/// <summary>Makes packed sources for tests.</summary>
internal static class Packed
{
    /// <summary>Text that packs about as well as real files do.</summary>
    public static byte[] SampleText(int lines, int seed = 7)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (var line = 0; line < lines; line++)
        {
            text.Append(line).Append(',').Append(random.Next()).Append(",some words that stand in every line\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static byte[] Gzip(ReadOnlySpan<byte> plain, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    public static byte[] Zstd(ReadOnlySpan<byte> plain, bool checksum = true)
    {
        using var compressor = new Compressor(3);
        compressor.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, checksum ? 1 : 0);
        return compressor.Wrap(plain).ToArray();
    }

    /// <summary>A gzip member of so many zero bytes, about a thousandth of that in size.</summary>
    public static byte[] GzipZeros(int bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            var zeros = new byte[64 * 1024];
            for (var written = 0; written < bytes; written += zeros.Length)
            {
                gzip.Write(zeros, 0, Math.Min(zeros.Length, bytes - written));
            }
        }

        return packed.ToArray();
    }
}
