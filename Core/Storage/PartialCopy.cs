namespace Analytics.Storage;

/// <summary>
/// A file of an object's length that holds some of its bytes, and holes for the others: for formats of which little is read. Where the
/// file system knows holes, they take no space.
/// </summary>
public sealed class PartialCopy
{
    private const int BufferBytes = 1 << 20;

    private readonly Func<long, Memory<byte>, CancellationToken, Task> _read;

    private PartialCopy(string path, long length, Func<long, Memory<byte>, CancellationToken, Task> read)
    {
        Path = path;
        Length = length;
        _read = read;
    }

    public string Path { get; }

    public long Length { get; }

    /// <param name="path">The file to be; it is all hole.</param>
    /// <param name="length">The object's.</param>
    /// <param name="read">Fills a buffer with the object's bytes from an offset.</param>
    internal static PartialCopy Create(string path, long length, Func<long, Memory<byte>, CancellationToken, Task> read)
    {
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        RandomAccess.SetLength(file, length);
        return new PartialCopy(path, length, read);
    }

    /// <summary>Brings a range of the object's bytes.</summary>
    public async Task FillAsync(long offset, long length, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, FileOptions.Asynchronous);
        var buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(length, BufferBytes));
        for (var end = offset + length; offset < end; offset += buffer.Length)
        {
            var part = buffer.AsMemory(0, (int)Math.Min(buffer.Length, end - offset));
            await _read(offset, part, cancellationToken);
            await RandomAccess.WriteAsync(file, part, offset, cancellationToken);
        }
    }
}
