namespace Analytics.Tabular.Blocks;

/// <summary>Whole records of a source, as plain UTF-8, and where they stand in it.</summary>
internal sealed class Block(byte[] buffer)
{
    public byte[] Buffer { get; set; } = buffer;

    /// <summary>Bytes of <see cref="Buffer"/> that are in use; they end where a record ends.</summary>
    public int Length { get; set; }

    /// <summary>The place of the block among all blocks, from 0.</summary>
    public long Sequence { get; set; }

    /// <summary>The number of the first record, from 1.</summary>
    public long FirstRecord { get; set; }

    /// <summary>Records, as the cutter counted them.</summary>
    public int Records { get; set; }

    /// <summary>Where the first byte stands in the plain source.</summary>
    public long ByteOffset { get; set; }

    /// <summary>The number of the first line, from 1.</summary>
    public long FirstLine { get; set; }

    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);

    /// <summary>The number of the line that a byte of the block stands in.</summary>
    public long LineAt(int position) => FirstLine + Bytes[..position].Count((byte)'\n');
}
