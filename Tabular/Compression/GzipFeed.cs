using System.IO.Compression;

namespace Analytics.Tabular.Compression;

/// <summary>
/// Gzip bytes with one more member behind them that unpacks to <see cref="EndMark"/>. Whoever unpacks the feed sees the mark at the very
/// end if the source ended where a member ends, and only then: a cut-off member swallows the mark's packed bytes.
/// </summary>
internal sealed class GzipFeed(HashedSource source) : ReadOnlyStream
{
    private static readonly byte[] MarkMember = PackMark();

    private int _position = -1;

    /// <summary>Text that deflate packs with Huffman codes, so that the packed member does not hold it.</summary>
    public static ReadOnlySpan<byte> EndMark => "all members of the source are whole"u8;

    /// <summary>All bytes of the source were asked for, and more.</summary>
    public bool IsPastSource => _position >= 0;

    /// <summary>All bytes of the mark were asked for, and more.</summary>
    public bool IsPastMark { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (_position < 0)
        {
            // The mark comes in a read of its own, so that a fault before it can be told from one behind.
            var read = source.Read(buffer);
            if (read > 0)
            {
                return read;
            }

            _position = 0;
        }

        var count = Math.Min(buffer.Length, MarkMember.Length - _position);
        MarkMember.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        IsPastMark |= count == 0;
        return count;
    }

    private static byte[] PackMark()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(EndMark);
        }

        return packed.ToArray();
    }
}
