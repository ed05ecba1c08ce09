using Analytics.Tabular.Columns;

namespace Analytics.Tabular.ParquetOutput;

/// <summary>Rows that wait to become a row group.</summary>
internal sealed class RowGroup(ColumnBuffer[] columns)
{
    /// <summary>What an empty buffer takes, so that many columns in many partitions are bounded too.</summary>
    private const int EmptyColumnBytes = 768;

    public ColumnBuffer[] Columns { get; } = columns;

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
