using System.Numerics;
using ParquetSharp;

namespace Analytics.Tabular.Columns;

/// <summary>
/// Values of one column as they will lie in a row group: the values that are there, and for each row whether one is
/// (1, a Parquet definition level) or none (0). Grows by doubling and is used again after <see cref="Clear"/>.
/// </summary>
internal abstract class ColumnBuffer
{
    /// <summary>The levels of rows that all have a value, shared by all buffers.</summary>
    private static short[] _present = [];

    /// <summary>In use from the first missing value on, since most columns never have one.</summary>
    private short[] _levels = [];
    private bool _hasMissing;

    /// <summary>Rows, those with a missing value included.</summary>
    public int Rows { get; private set; }

    /// <summary>Bytes that the values take.</summary>
    public abstract long ValueBytes { get; }

    /// <summary>Bytes of the values and of the marks that say where one is, be they in use or not.</summary>
    public long Bytes => ValueBytes + (sizeof(short) * (long)Rows);

    public ReadOnlySpan<short> Levels => _hasMissing ? _levels.AsSpan(0, Rows) : Present(Rows);

    public void AppendMissing()
    {
        BeginLevels();
        AppendLevel(0);
    }

    /// <summary>Takes back the last row, when its record turns out to be broken.</summary>
    public void RemoveLast()
    {
        Rows--;
        if (!IsMissing(Rows))
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
        var values = other.CountPresent(row, rows);
        if (values < rows)
        {
            BeginLevels();
        }

        if (_hasMissing)
        {
            EnsureLevels(Rows + rows);
            other.CopyLevels(row, _levels.AsSpan(Rows, rows));
        }

        Rows += rows;
        AppendValues(other, valueIndex, values);
        return values;
    }

    /// <summary>How many of the rows have a value.</summary>
    public int CountPresent(int row, int rows) => _hasMissing ? _levels.AsSpan(row, rows).Count((short)1) : rows;

    public bool IsMissing(int row) => _hasMissing && _levels[row] == 0;

    public virtual void Clear() => (Rows, _hasMissing) = (0, false);

    /// <summary>Bytes that stand for a value where rows are compared: equal for equal values only.</summary>
    public abstract void WriteKey(int valueIndex, System.Buffers.IBufferWriter<byte> key);

    /// <summary>Writes all rows as the next column of a row group.</summary>
    public abstract void WriteTo(ColumnWriter writer);

    /// <summary>Whether the values are long ones, documents rather than fields.</summary>
    public virtual bool HasLargeValues => false;

    /// <summary>Whether at most this share of the values differs, so that a dictionary pays.</summary>
    public abstract bool IsRepetitive(double maxDistinctShare);

    protected void AppendPresent()
    {
        if (_hasMissing)
        {
            AppendLevel(1);
        }
        else
        {
            Rows++;
        }
    }

    protected abstract void RemoveLastValue();

    protected abstract void AppendValues(ColumnBuffer other, int valueIndex, int values);

    private static ReadOnlySpan<short> Present(int rows)
    {
        var present = _present;
        if (present.Length < rows)
        {
            present = new short[(int)BitOperations.RoundUpToPowerOf2((uint)rows)];
            Array.Fill(present, (short)1);
            _present = present;
        }

        return present.AsSpan(0, rows);
    }

    private void BeginLevels()
    {
        if (!_hasMissing)
        {
            EnsureLevels(Rows + 1);
            _levels.AsSpan(0, Rows).Fill(1);
            _hasMissing = true;
        }
    }

    private void CopyLevels(int row, Span<short> levels)
    {
        if (_hasMissing)
        {
            _levels.AsSpan(row, levels.Length).CopyTo(levels);
        }
        else
        {
            levels.Fill(1);
        }
    }

    private void AppendLevel(short level)
    {
        EnsureLevels(Rows + 1);
        _levels[Rows++] = level;
    }

    private void EnsureLevels(int rows)
    {
        if (rows > _levels.Length)
        {
            Array.Resize(ref _levels, Math.Max(Math.Max(rows, 64), _levels.Length * 2));
        }
    }
}
