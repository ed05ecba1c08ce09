using System.Buffers.Binary;
using Analytics.Storage;

namespace Analytics.Datasets.Delta;

/// <summary>
/// A stored Parquet file of which only the end was fetched, where its metadata is: to a reader of that it looks like the whole.
/// </summary>
internal sealed class FooterStream : Stream
{
    /// <summary>What Arrow's reader asks for at first, whatever the footer's length is.</summary>
    private const int FirstRead = 64 * 1024;

    /// <summary>The footer's length and the mark "PAR1".</summary>
    private const int TrailerBytes = 8;

    private readonly byte[] _end;
    private readonly long _start;

    private FooterStream(byte[] end, long length)
    {
        _end = end;
        _start = length - end.Length;
        Length = length;
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get; set; }

    /// <summary>Fetches a file's end; null where there is no such file.</summary>
    public static async Task<FooterStream?> OpenAsync(IObjectStore store, ObjectKey key, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(key, cancellationToken) is not { } entry
            || await EndAsync(store, entry, FirstRead, cancellationToken) is not { } end)
        {
            return null;
        }

        var needed = end.Length < TrailerBytes
            ? 0
            : BinaryPrimitives.ReadInt32LittleEndian(end.AsSpan(end.Length - TrailerBytes)) + (long)TrailerBytes;
        if (needed > end.Length && needed <= entry.Size)
        {
            end = await EndAsync(store, entry, (int)needed, cancellationToken);
        }

        return end is null ? null : new FooterStream(end, entry.Size);
    }

    public override int Read(Span<byte> buffer)
    {
        if (Position >= Length)
        {
            return 0;
        }

        var at = Position - _start;
        if (at < 0)
        {
            throw new InvalidDataException($"Byte {Position} was asked for, which is before the footer.");
        }

        var count = Math.Min(buffer.Length, _end.Length - (int)at);
        _end.AsSpan((int)at, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static async Task<byte[]?> EndAsync(IObjectStore store, ObjectEntry entry, int bytes, CancellationToken cancellationToken)
    {
        var length = (int)Math.Min(bytes, entry.Size);
        await using var stream = await store.OpenReadAsync(
            entry.Key, entry.Etag, new ByteRange(entry.Size - length, length), cancellationToken);
        if (stream is null)
        {
            return null;
        }

        var end = new byte[length];
        await stream.ReadExactlyAsync(end, cancellationToken);
        return end;
    }
}
