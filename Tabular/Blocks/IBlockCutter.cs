namespace Analytics.Tabular.Blocks;

/// <summary>
/// Cuts a plain UTF-8 source into blocks of whole records and counts those, by code that no record reader shares: the
/// count is what the rows are held against. Works on one thread.
/// </summary>
internal interface IBlockCutter
{
    /// <summary>Records in all blocks so far.</summary>
    long Records { get; }

    /// <summary>
    /// Fills <paramref name="block"/> with the next whole records; false at the end of the source. Throws a
    /// <see cref="Conversion.FileFaultException"/> where no record can end: an unterminated quote, a record past the
    /// cap.
    /// </summary>
    bool TryCut(Block block);
}
