namespace Analytics.Storage.S3;

/// <summary>
/// Reads a range of one state of an object in parts, the next one while the last is consumed. At its end it makes sure that the
/// bytes have the object's checksum and that the object stayed the same meanwhile.
/// </summary>
internal sealed class S3ReadStream(S3PartReader parts, long start, long length, ObjectChecksum? checksum) : Stream
{
    private readonly CancellationTokenSource _closed = new();
    private readonly byte[][] _buffers = [[], []];
    private Task<int>? _next;
    private ReadOnlyMemory<byte> _current;
    private long _asked;
    private long _position;
    private int _buffer;
    private bool _verified;

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
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (_position == length)
        {
            await VerifyAsync(cancellationToken).ConfigureAwait(false);
            return 0;
        }

        if (_current.IsEmpty)
        {
            await AdvanceAsync(cancellationToken).ConfigureAwait(false);
        }

        return Take(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>For parsers, which read on a thread of their own; it waits only where the next part has not arrived yet.</summary>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (_position == length)
        {
            VerifyAsync(_closed.Token).GetAwaiter().GetResult();
            return 0;
        }

        if (_current.IsEmpty)
        {
            AdvanceAsync(_closed.Token).GetAwaiter().GetResult();
        }

        return Take(buffer);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        if (_next is not null)
        {
            // Its buffer must not be written to once this is gone; how it ended is of no interest any more.
            await _next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _closed.Cancel();
            checksum?.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Take(Span<byte> buffer)
    {
        var taken = Math.Min(buffer.Length, _current.Length);
        _current.Span[..taken].CopyTo(buffer);
        _current = _current[taken..];
        _position += taken;
        return taken;
    }

    private async Task AdvanceAsync(CancellationToken cancellationToken)
    {
        var arriving = _next ?? AskAsync();
        _next = null;
        var arrived = await arriving.WaitAsync(cancellationToken).ConfigureAwait(false);
        _current = _buffers[_buffer].AsMemory(0, arrived);
        checksum?.Append(_current.Span);
        _buffer = 1 - _buffer;
        if (_asked < length)
        {
            _next = AskAsync();
        }
    }

    private async Task<int> AskAsync()
    {
        var wanted = (int)Math.Min(parts.PartBytes, length - _asked);
        var from = start + _asked;
        _asked += wanted;
        var at = _buffer;
        if (_buffers[at].Length < wanted)
        {
            _buffers[at] = GC.AllocateUninitializedArray<byte>(wanted);
        }

        await parts.ReadAsync(from, _buffers[at].AsMemory(0, wanted), _closed.Token).ConfigureAwait(false);
        return wanted;
    }

    private async Task VerifyAsync(CancellationToken cancellationToken)
    {
        if (_verified)
        {
            return;
        }

        if (checksum is not null && !checksum.Matches())
        {
            throw new ObjectDamagedException(parts.Key);
        }

        if (!await parts.IsUnchangedAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new ObjectChangedException(parts.Key);
        }

        _verified = true;
    }
}
