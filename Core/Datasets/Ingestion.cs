namespace Analytics.Datasets;

/// <summary>One outcome of reading an object, or of replaying its quarantined records. Records = RowsKept + RowsQuarantined, or it is
/// rejected. Times are UTC.</summary>
/// <param name="Kind">file or replay.</param>
/// <param name="ReplayOf">The ingestion whose quarantined records it took.</param>
/// <param name="Outcome">committed or rejected.</param>
/// <param name="Fault">JSON of a rejection: code, message, record, line, byteOffset, advice.</param>
/// <param name="Version">The dataset version that it made.</param>
/// <param name="QuarantineKept">
/// Quarantined records that are kept: of a rejected file the first ones, none once retention removed them.
/// </param>
/// <param name="QuarantineUntil">From this version on its quarantined records count no longer.</param>
public sealed record Ingestion(
    long Id, long RawObjectId, string Dataset, int ContractVersion, string Kind, long? ReplayOf, string Outcome, string Sha256,
    long SourceBytes, long PlainBytes, long Records, long RowsKept, long RowsQuarantined, string? Fault, long? Version,
    long QuarantineKept, long? QuarantineUntil, DateTime StartedAt, DateTime FinishedAt);
