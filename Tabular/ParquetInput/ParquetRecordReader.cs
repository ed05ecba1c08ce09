using System.Text.Json;
using Analytics.Tabular.Blocks;
using Analytics.Tabular.Columns;

namespace Analytics.Tabular.ParquetInput;

/// <summary>Reads the lines that <see cref="ParquetCutter"/> writes: an object each, with the fields in the schema's order.</summary>
internal sealed class ParquetRecordReader : IRecordReader
{
    private byte[] _unescaped = new byte[1024];

    public void Read(Block block, BlockRows rows)
    {
        var bytes = block.Bytes;
        var start = 0;
        for (var number = block.FirstRecord; start < bytes.Length; number++)
        {
            var length = bytes[start..].IndexOf((byte)'\n');
            ReadRecord(bytes.Slice(start, length), rows.Batch);
            rows.EndRecord(number, start, length);
            start += length + 1;
        }
    }

    private void ReadRecord(ReadOnlySpan<byte> line, RowBatch batch)
    {
        var json = new Utf8JsonReader(line);
        json.Read();
        foreach (var column in batch.Columns)
        {
            json.Read();
            json.Read();
            Append(ref json, column, batch.Violations);
        }
    }

    private void Append(ref Utf8JsonReader json, FieldColumn column, RecordViolations violations)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                column.AppendMissing(violations);
                break;
            case JsonTokenType.StartObject:
                json.Read();
                var rule = json.ValueTextEquals(ParquetColumn.Bytes) ? "utf8" : "type";
                json.Read();
                violations.Add(column.Field.Name, rule, json.ValueSpan);
                column.Buffer.AppendMissing();
                json.Read();
                break;
            case JsonTokenType.String when json.ValueIsEscaped:
                if (_unescaped.Length < json.ValueSpan.Length)
                {
                    _unescaped = new byte[json.ValueSpan.Length];
                }

                column.Append(_unescaped.AsSpan(0, json.CopyString(_unescaped)), violations);
                break;
            default:
                column.Append(json.ValueSpan, violations);
                break;
        }
    }
}
