using System.Text.Json;
using Analytics.Tabular.Blocks;

namespace Analytics.Tabular.Json;

/// <summary>Reads lines of one JSON object each; a line that is none goes to quarantine by itself.</summary>
internal sealed class JsonLineReader(JsonRecord record) : IRecordReader
{
    private readonly PlainJsonLine _plain = record.CreatePlainLine();

    public void Read(Block block, BlockRows rows)
    {
        var (number, start) = (block.FirstRecord, 0);
        while (start < block.Length)
        {
            var rest = block.Bytes[start..];
            var lineEnd = rest.IndexOf((byte)'\n');
            var line = lineEnd < 0 ? rest : rest[..lineEnd];
            var text = line.TrimEnd(" \t\r"u8);
            if (!text.TrimStart(" \t\r"u8).IsEmpty)
            {
                if (!_plain.TryRead(text, rows.Batch))
                {
                    ReadLine(text, rows);
                }

                rows.EndRecord(number++, start, text.Length);
            }

            start += line.Length + 1;
        }
    }

    private void ReadLine(ReadOnlySpan<byte> text, BlockRows rows)
    {
        var reader = new Utf8JsonReader(text, JsonRecord.ReaderOptions);
        try
        {
            reader.Read();
            record.Read(ref reader, text, rows.Batch);
            reader.Read();
        }
        catch (JsonException fault)
        {
            rows.Batch.Violations.Clear();
            rows.Batch.Violations.AddShown("", "json.syntax", fault.Message);
        }
    }
}
