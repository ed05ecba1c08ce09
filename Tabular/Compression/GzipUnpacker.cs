using System.IO.Compression;

namespace Analytics.Tabular.Compression;

/// <summary>
/// Unpacks gzip, all members of it. The runtime's stream checks each member's CRC-32 and length, but takes a source that ends too early,
/// or that has other bytes behind its members, for a whole one: the feed's mark tells.
/// </summary>
internal sealed class GzipUnpacker : ReadOnlyStream
{
    private const int BufferBytes = 64 * 1024;

    private readonly GzipFeed _feed;
    private readonly GZipStream _gzip;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private long _unpacked;

    public GzipUnpacker(HashedSource source)
    {
        _feed = new GzipFeed(source);
        _gzip = new GZipStream(_feed, CompressionMode.Decompress, leaveOpen: true);
    }

    public override int Read(Span<byte> buffer)
    {
        while (NeedsMore())
        {
            Fill();
        }

        var ready = _end - _start - (_isAtEnd ? 0 : GzipFeed.EndMark.Length);
        var count = Math.Min(buffer.Length, ready);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
            _feed.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>
    /// What may be the mark is held back until more comes behind it; behind the source's end as much as the buffer takes, so that a cut is
    /// found before anybody looks at what was made of the mark.
    /// </summary>
    private bool NeedsMore() => !_isAtEnd
        && (_end - _start <= GzipFeed.EndMark.Length || (_feed.IsPastSource && _end - _start < BufferBytes));

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var read = Unpack(_buffer.AsSpan(_end));
        _end += read;
        _unpacked += read;
        if (read == 0)
        {
            _isAtEnd = true;
            TakeMark();
        }
    }

    private int Unpack(Span<byte> buffer)
    {
        try
        {
            return _gzip.Read(buffer);
        }
        catch (InvalidDataException)
        {
            throw _feed.IsPastSource
                ? CompressionFaults.Truncated("gzip", _unpacked)
                : CompressionFaults.Damaged("gzip", _unpacked);
        }
    }

    private void TakeMark()
    {
        if (!_buffer.AsSpan(_start, _end - _start).EndsWith(GzipFeed.EndMark))
        {
            throw _feed.IsPastMark
                ? CompressionFaults.Truncated("gzip", _unpacked)
                : CompressionFaults.TrailingBytes("gzip", _unpacked);
        }

        _end -= GzipFeed.EndMark.Length;
    }
}
