using System.Text.Json;
using Analytics.Tabular.Blocks;

namespace Analytics.Tabular.Json;

/// <summary>Reads the elements of a JSON array; broken syntax fails the file, since nobody can tell where the next element begins.</summary>
internal sealed class JsonArrayReader(JsonRecord record) : IRecordReader
{
    public void Read(Block block, BlockRows rows)
    {
        var (number, position) = (block.FirstRecord, 0);
        while (true)
        {
            position = SkipBlank(block, position);
            if (position == block.Length)
            {
                return;
            }

            var length = ReadElement(block, rows, number, position);
            number++;
            position = SkipBlank(block, position + length);
            if (position < block.Length && block.Bytes[position++] != ',')
            {
                throw JsonFaults.Structure("Something other than a comma follows an element of the array.", number - 1, block, position - 1);
            }
        }
    }

    private static int SkipBlank(Block block, int position)
    {
        var blank = block.Bytes[position..].IndexOfAnyExcept(" \t\r\n"u8);
        return blank < 0 ? block.Length : position + blank;
    }

    private int ReadElement(Block block, BlockRows rows, long number, int position)
    {
        var text = block.Bytes[position..];
        var reader = new Utf8JsonReader(text, isFinalBlock: true, new JsonReaderState(JsonRecord.ReaderOptions));
        try
        {
            reader.Read();
            record.Read(ref reader, text, rows.Batch);
            rows.EndRecord(number, position, (int)reader.BytesConsumed);
            return (int)reader.BytesConsumed;
        }
        catch (JsonException fault)
        {
            throw JsonFaults.Structure($"Record {number:N0} is not JSON: {fault.Message}", number, block, position);
        }
    }
}
