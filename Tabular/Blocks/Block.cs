using Analytics.Tabular.Schema;
using Analytics.Tabular.Transcoding;

namespace Analytics.Tabular.Blocks;

/// <summary>Whole records of a source, as plain UTF-8, and where they stand in it.</summary>
internal sealed class Block(byte[] buffer)
{
    private long _byteOffset;
    private (int Position, long Offset) _known;
    private long _firstLine;
    private (int Position, long Line) _knownLine;

    public byte[] Buffer { get; set; } = buffer;

    /// <summary>Bytes of <see cref="Buffer"/> that are in use; they end where a record ends.</summary>
    public int Length { get; set; }

    /// <summary>The place of the block among all blocks, from 0.</summary>
    public long Sequence { get; set; }

    /// <summary>The number of the first record, from 1.</summary>
    public long FirstRecord { get; set; }

    /// <summary>Records, as the cutter counted them.</summary>
    public int Records { get; set; }

    /// <summary>How the source writes the text that stands here as UTF-8.</summary>
    public TextEncoding Encoding { get; set; }

    /// <summary>Where the first byte stands in the unpacked source.</summary>
    public long ByteOffset
    {
        get => _byteOffset;
        set => (_byteOffset, _known) = (value, (0, value));
    }

    /// <summary>The number of the first line, from 1.</summary>
    public long FirstLine
    {
        get => _firstLine;
        set => (_firstLine, _knownLine) = (value, (0, value));
    }

    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);

    /// <summary>
    /// Where a character of the block stands in the unpacked source. Where that is no UTF-8, the characters before it are counted, from
    /// the last place that was asked for: ask in ascending order.
    /// </summary>
    public long OffsetOf(int position)
    {
        if (Encoding == TextEncoding.Utf8)
        {
            return _byteOffset + position;
        }

        var (from, offset) = position < _known.Position ? (0, _byteOffset) : _known;
        _known = (position, offset + SourceBytes.Of(Encoding, Buffer.AsSpan(from, position - from)));
        return _known.Offset;
    }

    /// <summary>
    /// The number of the line that a byte of the block is in. Line ends are counted from the last place that was asked for: ask in
    /// ascending order.
    /// </summary>
    public long LineAt(int position)
    {
        var (from, line) = position < _knownLine.Position ? (0, _firstLine) : _knownLine;
        _knownLine = (position, line + Bytes[from..position].Count((byte)'\n'));
        return _knownLine.Line;
    }
}
