namespace Analytics.Results;

/// <summary>A table of schema <c>results</c> that runs have loaded.</summary>
/// <param name="Bytes">Its size on disk, with indexes.</param>
/// <param name="Provenance">Null when all its loads were rolled back.</param>
public sealed record ResultTableSummary(string Table, string Job, long Bytes, ResultProvenance? Provenance);
