using Analytics.Tabular.Blocks;
using Analytics.Tabular.Conversion;

namespace Analytics.Tabular.Json;

/// <summary>Cuts NDJSON at line feeds, which JSON allows inside no value. Lines of white space are no records.</summary>
internal sealed class JsonLineCutter(BlockFiller filler, ConversionLimits limits) : IBlockCutter
{
    public long Records { get; private set; }

    public bool TryCut(Block block)
    {
        filler.Begin(block);
        while (true)
        {
            var end = filler.IsAtEnd ? block.Length : block.Bytes.LastIndexOf((byte)'\n') + 1;
            if (end > 0)
            {
                block.FirstRecord = Records + 1;
                block.Records = Count(block, end);
                Records += block.Records;
                filler.End(block, end);
                return true;
            }

            if (filler.IsAtEnd)
            {
                return false;
            }

            if (!filler.TryGrow(block, limits))
            {
                throw JsonFaults.RecordTooLong(block, 0, block.Length, limits);
            }
        }
    }

    private int Count(Block block, int end)
    {
        var bytes = block.Bytes[..end];
        var (count, start) = (0, 0);
        while (start < bytes.Length)
        {
            var length = bytes[start..].IndexOf((byte)'\n');
            length = length < 0 ? bytes.Length - start : length + 1;
            if (length > limits.MaxRecordBytes)
            {
                throw JsonFaults.RecordTooLong(block, start, length, limits);
            }

            if (bytes.Slice(start, length).ContainsAnyExcept(" \t\r\n"u8))
            {
                count++;
            }

            start += length;
        }

        return count;
    }
}
