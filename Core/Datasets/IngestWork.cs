namespace Analytics.Datasets;

/// <summary>Payload of the queue <see cref="RawObjectLedger.IngestQueue"/>: an object is to be read.</summary>
/// <param name="RawObjectId">The object.</param>
/// <param name="ReplayOf">The ingestion of it whose quarantined records alone are to be read again; null for the whole object.</param>
public sealed record IngestWork(long RawObjectId, long? ReplayOf = null);
