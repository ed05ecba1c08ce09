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

    public override void WriteKey(int valueIndex, IBufferWriter<byte> key) =>
        key.Write(MemoryMarshal.AsBytes(Values.Slice(valueIndex, 1)));

    public override void WriteTo(ColumnWriter writer) =>
        ((ColumnWriter<T>)writer).WriteBatch(Rows, Levels, default, Values);

    public override double DistinctShare(int sample)
    {
        var values = Values[..Math.Min(sample, _count)];
        var distinct = new HashSet<T>();
        foreach (var value in values)
        {
            distinct.Add(value);
        }

        return values.Length == 0 ? 0 : (double)distinct.Count / values.Length;
    }

    protected override void RemoveLastValue() => _count--;

    protected override void AppendAllValues(ColumnBuffer other)
    {
        var more = ((PrimitiveBuffer<T>)other).Values;
        if (_count + more.Length > _values.Length)
        {
            Array.Resize(ref _values, Math.Max(_count + more.Length, _values.Length * 2));
        }

        more.CopyTo(_values.AsSpan(_count));
        _count += more.Length;
    }

    protected override void AppendValueOf(ColumnBuffer other, int valueIndex)
    {
        if (_count == _values.Length)
        {
            Array.Resize(ref _values, _count * 2);
        }

        _values[_count++] = ((PrimitiveBuffer<T>)other)._values[valueIndex];
    }
}
