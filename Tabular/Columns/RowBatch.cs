using Analytics.Tabular.Schema;

namespace Analytics.Tabular.Columns;

/// <summary>The rows of one block as they are read, column by column; used again for the next block.</summary>
internal sealed class RowBatch
{
    private readonly StringColumn[] _texts;

    public RowBatch(TableSchema schema)
    {
        Columns = FieldColumns.Create(schema);
        _texts = [.. Columns.OfType<StringColumn>()];
    }

    public FieldColumn[] Columns { get; }

    /// <summary>What is wrong with the record that is being read.</summary>
    public RecordViolations Violations { get; } = new();

    public int Rows { get; private set; }

    /// <summary>
    /// Set by a reader that has checked a whole block for NULs and bad UTF-8, so that text columns need not check
    /// each value.
    /// </summary>
    public bool IsTextClean
    {
        set
        {
            foreach (var column in _texts)
            {
                column.IsTextClean = value;
            }
        }
    }

    /// <summary>Keeps the record that was read into all columns.</summary>
    public void KeepRow() => Rows++;

    /// <summary>Gives the record that was read a missing value in each column that it did not reach.</summary>
    public void FillRow()
    {
        foreach (var column in Columns)
        {
            if (column.Buffer.Rows == Rows)
            {
                column.Buffer.AppendMissing();
            }
        }
    }

    /// <summary>Takes back the record that was read; a column that it did not reach has nothing to take back.</summary>
    public void DropRow()
    {
        foreach (var column in Columns)
        {
            if (column.Buffer.Rows > Rows)
            {
                column.Buffer.RemoveLast();
            }
        }
    }

    public void Clear()
    {
        Rows = 0;
        foreach (var column in Columns)
        {
            column.Buffer.Clear();
        }
    }
}
