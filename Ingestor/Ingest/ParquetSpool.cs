using System.Buffers;
using System.Security.Cryptography;
using Analytics.Tabular.Conversion;

namespace Analytics.Ingestor.Ingest;

/// <summary>A Parquet file on local disk, where its reader can seek in it: hashed on the way, and capped.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Bytes">Its size, as far as it was read.</param>
/// <param name="Sha256">Of those bytes, in lower-case hex.</param>
/// <param name="Fault">Set where it is larger than it may be; then the file is not whole.</param>
internal sealed record ParquetSpool(string Path, long Bytes, string Sha256, FileFault? Fault)
{
    private const int BufferBytes = 1 << 20;

    public static async Task<ParquetSpool> WriteAsync(Stream source, string path, long maxBytes, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var bytes = 0L;
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0, useAsync: true);
            int read;
            while (bytes <= maxBytes && (read = await source.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                bytes += read;
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        var fault = bytes <= maxBytes ? null : new FileFault(
            "limit.unpacked_bytes", $"The file is larger than {maxBytes:N0} bytes.",
            "Split it, or raise Ingest:MaxUnpackedBytes.", ByteOffset: maxBytes);
        return new ParquetSpool(path, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()), fault);
    }
}
