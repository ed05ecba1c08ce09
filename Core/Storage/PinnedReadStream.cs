using Analytics.Machine.Files;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Storage;

/// <summary>
/// Reads a range of one state of a file, and makes sure at its end that the file stayed the same meanwhile: both the file that is
/// open (overwritten in place) and the file that now has the name (replaced by a rename).
/// </summary>
internal sealed class PinnedReadStream(SafeFileHandle handle, DirectoryRoot root, ObjectKey key, string path, string etag,
    long start, long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Min(buffer.Length, length - _position);
        return After(buffer.Length, wanted == 0 ? 0 : await RandomAccess.ReadAsync(handle, buffer[..wanted], start + _position,
            cancellationToken).ConfigureAwait(false));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, length - _position);
        return After(buffer.Length, wanted == 0 ? 0 : RandomAccess.Read(handle, buffer[..wanted], start + _position));
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        handle.Dispose();
        base.Dispose(disposing);
    }

    private int After(int asked, int read)
    {
        _position += read;
        if (read == 0 && asked > 0
            && (_position < length || FileStatus.Of(handle, path)?.Etag != etag || root.Find(key, out _)?.Etag != etag))
        {
            throw new ObjectChangedException(key);
        }

        return read;
    }
}
