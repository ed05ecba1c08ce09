using System.Buffers;
using System.Numerics;
using ParquetSharp;

namespace Analytics.Tabular.Columns;

/// <summary>
/// Values that are bytes: texts of any length (<c>BYTE_ARRAY</c>), or of one length (<c>FIXED_LEN_BYTE_ARRAY</c>).
/// </summary>
internal sealed class BytesBuffer(int fixedLength = 0) : ColumnBuffer
{
    /// <summary>Values longer than this on average are rare: the memory that they took is given back.</summary>
    private const int LargeValueBytes = 16 * 1024;

    private byte[] _arena = new byte[1024];
    private int[] _ends = new int[64];
    private int _count;

    public override long ValueBytes => End + (sizeof(int) * (long)_count);

    /// <summary>
    /// Whether the values are so long that neither a dictionary nor bounds in the footer are worth their copies.
    /// </summary>
    public override bool HasLargeValues => End / LargeValueBytes > _count;

    private int End => _count == 0 ? 0 : _ends[_count - 1];

    public ReadOnlySpan<byte> ValueAt(int valueIndex)
    {
        var start = StartOf(valueIndex);
        return _arena.AsSpan(start, _ends[valueIndex] - start);
    }

    public void Append(ReadOnlySpan<byte> value)
    {
        AppendValue(value);
        AppendPresent();
    }

    public override void Clear()
    {
        base.Clear();
        if (HasLargeValues)
        {
            _arena = new byte[1024];
        }

        _count = 0;
    }

    public override void WriteKey(int valueIndex, IBufferWriter<byte> key) => key.Write(ValueAt(valueIndex));

    public override unsafe void WriteTo(ColumnWriter writer)
    {
        // The arena stays where it is while Parquet's own code reads from it.
        fixed (byte* arena = _arena)
        {
            if (fixedLength > 0)
            {
                var fixedValues = ArrayPool<FixedLenByteArray>.Shared.Rent(_count);
                for (var i = 0; i < _count; i++)
                {
                    fixedValues[i] = new FixedLenByteArray((IntPtr)(arena + ((long)i * fixedLength)));
                }

                ((ColumnWriter<FixedLenByteArray>)writer).WriteBatch(Rows, Levels, default, fixedValues.AsSpan(0, _count));
                ArrayPool<FixedLenByteArray>.Shared.Return(fixedValues);
                return;
            }

            var values = ArrayPool<ByteArray>.Shared.Rent(_count);
            var start = 0;
            for (var i = 0; i < _count; i++)
            {
                values[i] = new ByteArray((IntPtr)(arena + start), _ends[i] - start);
                start = _ends[i];
            }

            ((ColumnWriter<ByteArray>)writer).WriteBatch(Rows, Levels, default, values.AsSpan(0, _count));
            ArrayPool<ByteArray>.Shared.Return(values);
        }
    }

    public override bool IsRepetitive(double maxDistinctShare)
    {
        var limit = (int)(_count * maxDistinctShare);
        var distinct = new HashSet<int>();
        for (var i = 0; i < _count; i++)
        {
            var hash = default(HashCode);
            hash.AddBytes(ValueAt(i));
            if (distinct.Add(hash.ToHashCode()) && distinct.Count > limit)
            {
                return false;
            }
        }

        return true;
    }

    protected override void RemoveLastValue() => _count--;

    protected override void AppendValues(ColumnBuffer other, int valueIndex, int values)
    {
        if (values == 0)
        {
            return;
        }

        var more = (BytesBuffer)other;
        var from = more.StartOf(valueIndex);
        var bytes = more._arena.AsSpan(from, more._ends[valueIndex + values - 1] - from);
        var start = End;
        EnsureArena(start + bytes.Length);
        bytes.CopyTo(_arena.AsSpan(start));
        EnsureEnds(_count + values);
        Shift(more._ends.AsSpan(valueIndex, values), start - from, _ends.AsSpan(_count, values));
        _count += values;
    }

    /// <summary>Writes each number, moved by the same distance, to its place in another span.</summary>
    private static void Shift(ReadOnlySpan<int> numbers, int distance, Span<int> moved)
    {
        var distances = new Vector<int>(distance);
        var i = 0;
        for (; i <= numbers.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            (new Vector<int>(numbers[i..]) + distances).CopyTo(moved[i..]);
        }

        for (; i < numbers.Length; i++)
        {
            moved[i] = numbers[i] + distance;
        }
    }

    private int StartOf(int valueIndex) => valueIndex == 0 ? 0 : _ends[valueIndex - 1];

    private void AppendValue(ReadOnlySpan<byte> value)
    {
        var start = End;
        EnsureArena(start + value.Length);
        value.CopyTo(_arena.AsSpan(start));
        EnsureEnds(_count + 1);
        _ends[_count++] = start + value.Length;
    }

    private void EnsureArena(int length)
    {
        if (length > _arena.Length)
        {
            Array.Resize(ref _arena, Math.Max(length, _arena.Length * 2));
        }
    }

    private void EnsureEnds(int count)
    {
        if (count > _ends.Length)
        {
            Array.Resize(ref _ends, Math.Max(count, _ends.Length * 2));
        }
    }
}
