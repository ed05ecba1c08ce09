using Analytics.Tabular.Conversion;
using Analytics.Tabular.Schema;
using Analytics.Tabular.Transcoding;

namespace Analytics.Tabular.Blocks;

/// <summary>
/// Fills blocks from a stream: what a block could not use (the beginning of a record) comes first in the next one.
/// The stream's first byte stands at <paramref name="byteOffset"/> of the unpacked source, on the line <paramref name="line"/>.
/// </summary>
internal sealed class BlockFiller(
    Stream plain, int blockBytes, long byteOffset = 0, TextEncoding encoding = TextEncoding.Utf8, long line = 1)
{
    private byte[] _rest = [];

    /// <summary>Where the next block begins in the unpacked source, in its bytes.</summary>
    public long ByteOffset { get; private set; } = byteOffset;

    public long NextSequence { get; private set; }

    /// <summary>The number of the line that the next block begins with.</summary>
    public long NextLine { get; private set; } = line;

    public bool IsAtEnd { get; private set; }

    /// <summary>Puts the rest of the last block and more of the source into the block's buffer.</summary>
    public void Begin(Block block)
    {
        if (block.Buffer.Length < Math.Max(blockBytes, _rest.Length))
        {
            block.Buffer = new byte[Math.Max(blockBytes, _rest.Length)];
        }

        _rest.CopyTo(block.Buffer.AsSpan());
        block.Length = _rest.Length;
        _rest = [];
        block.Encoding = encoding;
        (block.ByteOffset, block.Sequence, block.FirstLine) = (ByteOffset, NextSequence, NextLine);
        Fill(block);
    }

    /// <summary>Doubles the buffer for a record longer than it; false where that would pass the cap.</summary>
    public bool TryGrow(Block block, ConversionLimits limits)
    {
        if (block.Length > limits.MaxRecordBytes)
        {
            return false;
        }

        var grown = new byte[Math.Max(16, (int)Math.Min(block.Buffer.Length * 2L, limits.MaxRecordBytes + (2L * blockBytes)))];
        block.Bytes.CopyTo(grown);
        block.Buffer = grown;
        Fill(block);
        return true;
    }

    /// <summary>Ends the block behind its last whole record and keeps the bytes after it for the next.</summary>
    public void End(Block block, int length)
    {
        _rest = block.Bytes[length..].ToArray();
        block.Length = length;
        ByteOffset += SourceBytes.Of(encoding, block.Bytes);
        NextSequence++;
        NextLine += block.Bytes.Count((byte)'\n');
    }

    private void Fill(Block block)
    {
        while (block.Length < block.Buffer.Length)
        {
            var read = plain.Read(block.Buffer, block.Length, block.Buffer.Length - block.Length);
            if (read == 0)
            {
                IsAtEnd = true;
                return;
            }

            block.Length += read;
        }
    }
}
