namespace Analytics.Results.Copy;

/// <summary>A column of a row group, read in batches and written row by row.</summary>
internal abstract class CopyColumn : IDisposable
{
    /// <summary>Reads the next rows; their number is the same for all columns of the row group.</summary>
    public abstract void Read(int rows);

    /// <summary>Writes the next row that was read.</summary>
    public abstract void WriteNext(CopyBuffer buffer);

    public abstract void Dispose();
}
