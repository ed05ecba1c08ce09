using System.Buffers;
using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Compression;

/// <summary>
/// A source on local disk, unpacked by the suffix of its name, where a reader can seek in it: hashed and capped on the way.
/// </summary>
/// <param name="Path">Where it lies.</param>
/// <param name="SourceBytes">Bytes of the source that were read, packed as they are.</param>
/// <param name="PlainBytes">Its size when unpacked.</param>
/// <param name="Sha256">Of the source's bytes, in lower-case hex.</param>
/// <param name="Fault">Set where the source is cut off, damaged or too large; then the file is not whole.</param>
public sealed record SourceSpool(string Path, long SourceBytes, long PlainBytes, string Sha256, FileFault? Fault)
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Reads <paramref name="source"/> to its end and writes a new file at <paramref name="path"/>.</summary>
    public static Task<SourceSpool> WriteAsync(
        Stream source, string sourceName, FileFormat format, ConversionLimits limits, string path, CancellationToken cancellationToken) =>
        // Unpacking is work, and its streams are synchronous.
        Task.Run(() => Write(source, sourceName, format, limits, path, cancellationToken), cancellationToken);

    private static SourceSpool Write(
        Stream source, string sourceName, FileFormat format, ConversionLimits limits, string path, CancellationToken cancellationToken)
    {
        using var reader = new SourceReader(source, sourceName, format, limits);
        var fault = Copy(reader, path, cancellationToken);
        return new SourceSpool(path, reader.SourceBytes, reader.PlainBytes, reader.Sha256, fault);
    }

    private static FileFault? Copy(SourceReader reader, string path, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
            int read;
            while ((read = reader.Read(buffer)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                file.Write(buffer, 0, read);
            }

            return null;
        }
        catch (FileFaultException exception)
        {
            return exception.Fault;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
