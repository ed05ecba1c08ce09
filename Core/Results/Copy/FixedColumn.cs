using ParquetSharp;

namespace Analytics.Results.Copy;

/// <summary>A column whose values are copied out of the reader as they are.</summary>
internal sealed class FixedColumn<TValue, TEncoder>(ColumnReader<TValue> reader, TEncoder encoder, bool nullable, int batch) : CopyColumn
    where TValue : unmanaged
    where TEncoder : struct, ICopyEncoder<TValue>
{
    private readonly TValue[] _values = new TValue[batch];
    private readonly short[] _levels = new short[nullable ? batch : 0];
    private int _nextRow;
    private int _nextValue;

    public override void Read(int rows)
    {
        _nextRow = 0;
        _nextValue = 0;
        var (read, values) = (0, 0);
        while (read < rows)
        {
            // A call stops at the end of a page.
            var levels = nullable ? _levels.AsSpan(read, rows - read) : default;
            read += checked((int)reader.ReadBatch(rows - read, levels, default, _values.AsSpan(values), out var found));
            values += checked((int)found);
            if (found == 0 && !reader.HasNext && read < rows)
            {
                throw new InvalidDataException("A column of the output ends before its row group does.");
            }
        }
    }

    public override void WriteNext(CopyBuffer buffer)
    {
        if (nullable && _levels[_nextRow++] == 0)
        {
            buffer.WriteNull();
        }
        else
        {
            encoder.Write(_values[_nextValue++], buffer);
        }
    }

    public override void Dispose() => reader.Dispose();
}
