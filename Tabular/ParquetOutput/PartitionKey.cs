using System.Buffers;
using Analytics.Tabular.Columns;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.ParquetOutput;

/// <summary>A row's values in the partition columns, as bytes to compare and as text to show.</summary>
internal sealed class PartitionKey(TableSchema schema)
{
    private readonly int[] _columns = [.. schema.PartitionBy.Select(name => IndexOf(schema, name))];
    private readonly ArrayBufferWriter<byte> _key = new();
    private readonly ArrayBufferWriter<byte> _next = new();

    public bool IsEmpty => _columns.Length == 0;

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(RowBatch batch, int row, ReadOnlySpan<int> valueIndexes)
    {
        _key.ResetWrittenCount();
        foreach (var column in _columns)
        {
            Write(_key, batch.Columns[column].Buffer, row, valueIndexes[column]);
        }

        return _key.WrittenSpan;
    }

    public int CountEqual(RowBatch batch, int row, int end, ReadOnlySpan<int> valueIndexes)
    {
        var first = Of(batch, row, valueIndexes);
        Span<int> next = stackalloc int[_columns.Length];
        for (var i = 0; i < next.Length; i++)
        {
            next[i] = valueIndexes[_columns[i]];
        }

        var count = 1;
        for (; row + count < end; count++)
        {
            _next.ResetWrittenCount();
            for (var i = 0; i < next.Length; i++)
            {
                var buffer = batch.Columns[_columns[i]].Buffer;
                next[i] += buffer.IsMissing(row + count - 1) ? 0 : 1;
                Write(_next, buffer, row + count, next[i]);
            }

            if (!_next.WrittenSpan.SequenceEqual(first))
            {
                break;
            }
        }

        return count;
    }

    public IReadOnlyList<KeyValuePair<string, string?>> Values(RowBatch batch, int row, ReadOnlySpan<int> valueIndexes)
    {
        var values = new KeyValuePair<string, string?>[_columns.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (field, buffer) = (schema.Fields[_columns[i]], batch.Columns[_columns[i]].Buffer);
            values[i] = new(field.Name, buffer.IsMissing(row) ? null : ValueText.Of(field.Type, buffer, valueIndexes[_columns[i]]));
        }

        return values;
    }

    /// <summary>
    /// A mark for missing, and the length before the bytes: no two rows of different values have one key.
    /// </summary>
    private static void Write(ArrayBufferWriter<byte> key, ColumnBuffer buffer, int row, int valueIndex)
    {
        if (buffer.IsMissing(row))
        {
            key.Write<byte>([0]);
            return;
        }

        key.Write<byte>([1]);
        var start = key.WrittenCount;
        buffer.WriteKey(valueIndex, key);
        key.Write<byte>(BitConverter.GetBytes(key.WrittenCount - start));
    }

    private static int IndexOf(TableSchema schema, string name)
    {
        for (var i = 0; i < schema.Fields.Count; i++)
        {
            if (schema.Fields[i].Name == name)
            {
                return i;
            }
        }

        throw new ArgumentException($"partitionBy names '{name}', which is not a field of the contract.", nameof(name));
    }
}
