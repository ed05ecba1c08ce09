using Analytics.Tabular.Blocks;
using Analytics.Tabular.Conversion;

namespace Analytics.Tabular.Json;

/// <summary>
/// Cuts a JSON array behind the commas between its elements, by depth outside of strings, and counts the elements. The brackets of the
/// array itself are blanked out, so that blocks hold elements, commas and white space only.
/// </summary>
internal sealed class JsonArrayCutter(BlockFiller filler, ConversionLimits limits) : IBlockCutter
{
    private bool _isOpen;
    private bool _isClosed;

    public long Records { get; private set; }

    public bool TryCut(Block block)
    {
        filler.Begin(block);
        while (true)
        {
            block.FirstRecord = Records + 1;
            var (end, records, isClosed) = Scan(block);
            if (isClosed || end > 0)
            {
                _isClosed = isClosed;
                block.Records = records;
                Records += records;
                filler.End(block, end);
                return end > 0;
            }

            if (filler.IsAtEnd)
            {
                throw JsonFaults.Truncated(Records, block);
            }

            if (!filler.TryGrow(block, limits))
            {
                throw JsonFaults.RecordTooLong(block, 0, block.Length, limits);
            }
        }
    }

    /// <summary>Where the last whole element's comma ends (or the source, once the array is closed), and the elements up to there.</summary>
    private (int End, int Records, bool IsClosed) Scan(Block block)
    {
        var bytes = block.Buffer.AsSpan(0, block.Length);
        var (depth, inString, records, end, hasElement) = (_isOpen && !_isClosed ? 1 : 0, false, 0, 0, false);
        var isClosed = _isClosed;
        for (var i = 0; i < bytes.Length; i++)
        {
            var character = bytes[i];
            if (inString)
            {
                // The next character that matters: a quote that ends the string, or a backslash that takes one with it.
                var next = bytes[i..].IndexOfAny((byte)'"', (byte)'\\');
                if (next < 0)
                {
                    break;
                }

                i += next;
                inString = bytes[i] != '"';
                i += inString ? 1 : 0;
                continue;
            }

            if (character is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                continue;
            }

            if (depth == 0)
            {
                Enter(block, i, isClosed);
                bytes[i] = (byte)' ';
                (depth, _isOpen) = (1, true);
                continue;
            }

            switch (character)
            {
                case (byte)'"':
                    inString = true;
                    hasElement = true;
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    hasElement = true;
                    break;
                case (byte)'}':
                    depth--;
                    break;
                case (byte)']' when depth > 1:
                    depth--;
                    break;
                case (byte)']' when !hasElement && Records + records > 0:
                    throw JsonFaults.Structure("A comma before the end of the array.", Records + records + 1, block, i);
                case (byte)']':
                    CheckLength(block, end, i);
                    records += hasElement ? 1 : 0;
                    bytes[i] = (byte)' ';
                    (depth, isClosed) = (0, true);
                    break;
                case (byte)',' when depth == 1 && !hasElement:
                    throw JsonFaults.Structure("A comma instead of an element of the array.", Records + records + 1, block, i);
                case (byte)',' when depth == 1:
                    CheckLength(block, end, i);
                    records++;
                    (end, hasElement) = (i + 1, false);
                    break;
                default:
                    hasElement = true;
                    break;
            }

            if (depth == 0 && !isClosed)
            {
                throw JsonFaults.Structure("A brace is closed that was never opened.", Records + records + 1, block, i);
            }
        }

        return isClosed ? (bytes.Length, records, true) : (end, records, false);
    }

    private static void Enter(Block block, int position, bool isClosed)
    {
        if (isClosed)
        {
            throw JsonFaults.Structure("Something follows the end of the array.", block.FirstRecord, block, position);
        }

        if (block.Bytes[position] != '[')
        {
            throw JsonFaults.NoArray();
        }
    }

    private void CheckLength(Block block, int start, int end)
    {
        if (end - start > limits.MaxRecordBytes)
        {
            throw JsonFaults.RecordTooLong(block, start, end - start, limits);
        }
    }
}
