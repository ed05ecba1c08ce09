namespace Analytics.Datasets;

/// <summary>One version of a dataset; rows, bytes, files and quarantine are totals of the whole version. Times are UTC.</summary>
/// <param name="Version">Its number; 0 is the empty creation.</param>
/// <param name="Kind">create, append, replace, replay, rename or remove.</param>
/// <param name="Kept">Whether it can still be read.</param>
/// <param name="RawObjectId">The object that made it, or the first of them; null where none did.</param>
/// <param name="ObjectKey">That object's key.</param>
/// <param name="Reason">Why it was made, where the kind alone does not tell: renamed from which key.</param>
/// <param name="Objects">From how many objects it took its rows, committed together.</param>
public sealed record DatasetVersion(
    long Version, string Kind, bool Kept, int ContractVersion, long Rows, long Bytes, int Files, long RowsQuarantined,
    DateTime CommittedAt, long? IngestionId, long? RawObjectId, string? ObjectKey, string? Reason, int Objects);
