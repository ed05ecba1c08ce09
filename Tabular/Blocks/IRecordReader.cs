namespace Analytics.Tabular.Blocks;

/// <summary>
/// Reads the records of a block into typed columns; what breaks the contract goes to the quarantine of
/// <see cref="BlockRows"/>. One per worker.
/// </summary>
internal interface IRecordReader
{
    /// <summary>
    /// Throws a <see cref="Conversion.FileFaultException"/> where the rest of the file cannot be trusted.
    /// </summary>
    void Read(Block block, BlockRows rows);
}
