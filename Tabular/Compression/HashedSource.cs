using System.Security.Cryptography;

namespace Analytics.Tabular.Compression;

/// <summary>The source as it lies in the store: hashed and counted as it is read. Leaves the stream open.</summary>
internal sealed class HashedSource(Stream source) : ReadOnlyStream
{
    /// <summary>Read at once, so that the bytes are hashed while they are in the processor's cache.</summary>
    private const int ChunkBytes = 256 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly long? _length = LengthOf(source);
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    /// <summary>Bytes read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes of the whole source, or of what was read so far where nobody can tell.</summary>
    public long KnownBytes => Math.Max(_length ?? 0, Bytes);

    /// <summary>SHA-256 of the bytes read so far, in lower-case hex.</summary>
    public string Sha256 => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>The first bytes, which stay to be read; fewer where the source is shorter. Only before anything was read.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        MakeBuffer();
        while (_end < count && ReadChunk(_buffer.AsSpan(_end)) is var read && read > 0)
        {
            _end += read;
        }

        return _buffer.AsSpan(0, Math.Min(count, _end));
    }

    public override int Read(Span<byte> buffer)
    {
        if (_start == _end)
        {
            if (buffer.Length >= ChunkBytes)
            {
                return ReadChunk(buffer[..ChunkBytes]);
            }

            MakeBuffer();
            (_start, _end) = (0, ReadChunk(_buffer));
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>A store's stream knows its length though it cannot seek.</summary>
    private static long? LengthOf(Stream source)
    {
        try
        {
            return source.Length - source.Position;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private void MakeBuffer()
    {
        if (_buffer.Length == 0)
        {
            _buffer = GC.AllocateUninitializedArray<byte>((int)Math.Clamp(_length ?? ChunkBytes, MagicBytes.Length, ChunkBytes));
        }
    }

    private int ReadChunk(Span<byte> buffer)
    {
        var read = source.Read(buffer);
        _hash.AppendData(buffer[..read]);
        Bytes += read;
        return read;
    }
}
