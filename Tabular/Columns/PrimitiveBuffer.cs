using System.Buffers;
using System.Runtime.InteropServices;
using ParquetSharp;

namespace Analytics.Tabular.Columns;

/// <summary>Values of a fixed width that Parquet stores as they are: bool, int, long, float, double.</summary>
internal sealed class PrimitiveBuffer<T> : ColumnBuffer
    where T : unmanaged
{
    private T[] _values = new T[64];
    private int _count;

    public override long ValueBytes => (long)_count * Marshal.SizeOf<T>();

    public ReadOnlySpan<T> Values => _values.AsSpan(0, _count);

    public void Append(T value)
    {
        if (_count == _values.Length)
        {
            Array.Resize(ref _values, _count * 2);
        }

        _values[_count++] = value;
        AppendPresent();
    }

    public override void Clear()
    {
        base.Clear();
        _count = 0;
    }

    /// <summary>0.0 and -0.0 are one value, of two patterns of bits; those that are no numbers do not get here.</summary>
    public override void WriteKey(int valueIndex, IBufferWriter<byte> key)
    {
        var value = _values[valueIndex];
        value = EqualityComparer<T>.Default.Equals(value, default) ? default : value;
        key.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
    }

    public override void WriteTo(ColumnWriter writer) =>
        ((ColumnWriter<T>)writer).WriteBatch(Rows, Levels, default, Values);

    public override bool IsRepetitive(double maxDistinctShare)
    {
        var limit = (int)(_count * maxDistinctShare);
        var distinct = new HashSet<T>();
        foreach (var value in Values)
        {
            if (distinct.Add(value) && distinct.Count > limit)
            {
                return false;
            }
        }

        return true;
    }

    protected override void RemoveLastValue() => _count--;

    protected override void AppendValues(ColumnBuffer other, int valueIndex, int values)
    {
        if (_count + values > _values.Length)
        {
            Array.Resize(ref _values, Math.Max(_count + values, _values.Length * 2));
        }

        ((PrimitiveBuffer<T>)other)._values.AsSpan(valueIndex, values).CopyTo(_values.AsSpan(_count));
        _count += values;
    }
}
