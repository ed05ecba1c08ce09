namespace Analytics.Tabular.Blocks;

/// <summary>A source that was opened in its format: cut on one thread, read on several.</summary>
/// <param name="Cutter">Cuts and counts.</param>
/// <param name="CreateReader">Makes the reader of one worker.</param>
/// <param name="Notes">What a person may want to know of how the source was understood.</param>
internal sealed record RecordSource(IBlockCutter Cutter, Func<IRecordReader> CreateReader, IReadOnlyList<string> Notes);
