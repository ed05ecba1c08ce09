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

    /// <summary>Bytes of the values and of the marks that say where one is.</summary>
    public long Bytes => ValueBytes + (sizeof(short) * (long)Rows);

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

    /// <summary>
    /// Appends rows of a buffer of the same kind, from <paramref name="row"/> on; <paramref name="valueIndex"/> is
    /// the place of the first of their values among those that are there. Returns how many values that were.
    /// </summary>
    public int AppendRange(ColumnBuffer other, int row, int rows, int valueIndex)
    {
        EnsureLevels(Rows + rows);
        var levels = other._levels.AsSpan(row, rows);
        levels.CopyTo(_levels.AsSpan(Rows));
        Rows += rows;
        var values = CountPresent(levels);
        AppendValues(other, valueIndex, values);
        return values;
    }

    /// <summary>How many of the rows have a value.</summary>
    public int CountPresent(int row, int rows) => CountPresent(_levels.AsSpan(row, rows));

    public bool IsMissing(int row) => _levels[row] == 0;

    public virtual void Clear() => Rows = 0;

    /// <summary>Bytes that stand for a value where rows are compared: equal for equal values only.</summary>
    public abstract void WriteKey(int valueIndex, System.Buffers.IBufferWriter<byte> key);

    /// <summary>Writes all rows as the next column of a row group.</summary>
    public abstract void WriteTo(ColumnWriter writer);

    /// <summary>Whether the values are long ones, documents rather than fields.</summary>
    public virtual bool HasLargeValues => false;

    /// <summary>Whether at most this share of the values differs, so that a dictionary pays.</summary>
    public abstract bool IsRepetitive(double maxDistinctShare);

    protected void AppendPresent() => AppendLevel(1);

    protected abstract void RemoveLastValue();

    protected abstract void AppendValues(ColumnBuffer other, int valueIndex, int values);

    private static int CountPresent(ReadOnlySpan<short> levels) => levels.Count((short)1);

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
