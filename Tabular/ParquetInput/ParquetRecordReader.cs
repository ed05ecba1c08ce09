using System.Text.Json;
using Analytics.Tabular.Blocks;
using Analytics.Tabular.Columns;
using Analytics.Tabular.Csv;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.ParquetInput;

/// <summary>Reads the lines that <see cref="ParquetCutter"/> writes: an object each, with the fields in the schema's order.</summary>
internal sealed class ParquetRecordReader(TableSchema schema) : IRecordReader
{
    private readonly MissingTexts _missing = new(schema.MissingValues);
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

    /// <summary>Texts can stand for a missing value; what the file has a type for says so itself.</summary>
    private void AppendText(ReadOnlySpan<byte> text, FieldColumn column, RecordViolations violations)
    {
        if (column.Field.Type.Kind is ColumnKind.String or ColumnKind.Uuid or ColumnKind.Json && _missing.Contains(text))
        {
            column.AppendMissing(violations);
        }
        else
        {
            column.Append(text, violations);
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
                var rule = json.ValueTextEquals(InputColumn.Bytes) ? "utf8" : "type";
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

                AppendText(_unescaped.AsSpan(0, json.CopyString(_unescaped)), column, violations);
                break;
            case JsonTokenType.String:
                AppendText(json.ValueSpan, column, violations);
                break;
            default:
                column.Append(json.ValueSpan, violations);
                break;
        }
    }
}
