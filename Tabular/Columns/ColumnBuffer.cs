using ParquetSharp;

namespace Analytics.Tabular.Columns;

/// <summary>
/// Values of one column as they will lie in a row group: the values that are there, and for each row whether one is
/// (1, a Parquet definition level) or none (0). Grows by doubling and is used again after <see cref="Clear"/>.
/// </summary>
internal abstract class ColumnBuffer
{
    private short[] _levels = new short[64];

    /// <summary>Rows, those with a missing value included.</summary>
    public int Rows { get; private set; }

    /// <summary>Bytes that the values take.</summary>
    public abstract long ValueBytes { get; }

    public ReadOnlySpan<short> Levels => _levels.AsSpan(0, Rows);

    public void AppendMissing() => AppendLevel(0);

    /// <summary>Takes back the last row, when its record turns out to be broken.</summary>
    public void RemoveLast()
    {
        Rows--;
        if (_levels[Rows] == 1)
        {
            RemoveLastValue();
        }
    }

    /// <summary>Appends all rows of a buffer of the same kind.</summary>
    public void AppendAll(ColumnBuffer other)
    {
        EnsureLevels(Rows + other.Rows);
        other.Levels.CopyTo(_levels.AsSpan(Rows));
        Rows += other.Rows;
        AppendAllValues(other);
    }

    /// <summary>Appends one row of a buffer of the same kind; <paramref name="valueIndex"/> is its place among the values that are there.</summary>
    public void AppendRow(ColumnBuffer other, int row, int valueIndex)
    {
        if (other._levels[row] == 0)
        {
            AppendMissing();
            return;
        }

        AppendLevel(1);
        AppendValueOf(other, valueIndex);
    }

    public bool IsMissing(int row) => _levels[row] == 0;

    public virtual void Clear() => Rows = 0;

    /// <summary>Bytes that stand for a value where rows are compared: equal for equal values only.</summary>
    public abstract void WriteKey(int valueIndex, System.Buffers.IBufferWriter<byte> key);

    /// <summary>Writes all rows as the next column of a row group.</summary>
    public abstract void WriteTo(ColumnWriter writer);

    /// <summary>The share of different values among the first rows, 0 to 1: tells whether a dictionary pays.</summary>
    public abstract double DistinctShare(int sample);

    protected void AppendPresent() => AppendLevel(1);

    protected abstract void RemoveLastValue();

    protected abstract void AppendAllValues(ColumnBuffer other);

    protected abstract void AppendValueOf(ColumnBuffer other, int valueIndex);

    private void AppendLevel(short level)
    {
        if (Rows == _levels.Length)
        {
            EnsureLevels(Rows + 1);
        }

        _levels[Rows++] = level;
    }

    private void EnsureLevels(int rows)
    {
        if (rows > _levels.Length)
        {
            Array.Resize(ref _levels, Math.Max(rows, _levels.Length * 2));
        }
    }
}
