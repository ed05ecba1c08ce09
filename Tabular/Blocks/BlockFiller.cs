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
    /// <summary>Many files are smaller than a block: what they do not fill need not be allocated, cleared and collected.</summary>
    private const int FirstBytes = 64 * 1024;

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
        var wanted = Math.Max(Math.Min(blockBytes, FirstBytes), _rest.Length);
        if (block.Buffer.Length < wanted)
        {
            block.Buffer = GC.AllocateUninitializedArray<byte>(wanted);
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

        Enlarge(block, Math.Max(16, (int)Math.Min(block.Buffer.Length * 2L, limits.MaxRecordBytes + (2L * blockBytes))));
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

    private static void Enlarge(Block block, int bytes)
    {
        var larger = GC.AllocateUninitializedArray<byte>(bytes);
        block.Bytes.CopyTo(larger);
        block.Buffer = larger;
    }

    private void Fill(Block block)
    {
        while (true)
        {
            if (block.Length == block.Buffer.Length)
            {
                if (block.Length >= blockBytes)
                {
                    return;
                }

                Enlarge(block, blockBytes);
            }

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
