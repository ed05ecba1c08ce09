using Analytics.Tabular.Columns;
using Analytics.Tabular.Schema;

namespace Analytics.Tabular.ParquetOutput;

/// <summary>The rows that share their values in the partition columns.</summary>
internal sealed class Partition(TableSchema schema, FileSeries files) : IDisposable
{
    private RowGroup? _rows;

    public FileSeries Files { get; } = files;

    public RowGroup Rows => _rows ??= new RowGroup([.. schema.Fields.Select(FieldColumns.CreateBuffer)]);

    /// <summary>Whether it has buffers for rows, be they empty.</summary>
    public bool HasBuffers => _rows is not null;

    public bool IsHeavy => _rows?.IsHeavy == true;

    public long WaitingBytes => _rows?.Bytes ?? 0;

    /// <summary>When it was last written, by the count of writes.</summary>
    public long LastWrite { get; set; }

    public void Write()
    {
        if (_rows is not null)
        {
            Files.Write(_rows);
        }
    }

    /// <summary>Gives up the memory that the rows had, once they are written.</summary>
    public void Release() => _rows = null;

    public void Dispose() => Files.Dispose();
}
