using Analytics.Tabular.Columns;

namespace Analytics.Tabular.ParquetOutput;

/// <summary>Rows that wait to become a row group.</summary>
internal sealed class RowGroup(ColumnBuffer[] columns)
{
    /// <summary>What an empty buffer takes, so that many columns in many partitions are bounded too.</summary>
    public const int EmptyColumnBytes = 768;

    private const long HeavyBytes = 8 * 1024 * 1024;

    public ColumnBuffer[] Columns { get; } = columns;

    /// <summary>
    /// Whether long values take so much memory that they are better written now: their copies on the way take it
    /// again.
    /// </summary>
    public bool IsHeavy => Bytes > HeavyBytes && Array.Exists(Columns, column => column.HasLargeValues);

    public int Rows => Columns[0].Rows;

    public long Bytes
    {
        get
        {
            long bytes = Columns.Length * EmptyColumnBytes;
            foreach (var column in Columns)
            {
                bytes += column.Bytes;
            }

            return bytes;
        }
    }

    public void Clear()
    {
        foreach (var column in Columns)
        {
            column.Clear();
        }
    }
}
