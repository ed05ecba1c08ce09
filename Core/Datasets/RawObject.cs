namespace Analytics.Datasets;

/// <summary>One state of a raw object, as the ledger has it.</summary>
public sealed record RawObject(
    long Id, string Dataset, string Key, string Etag, long SizeBytes, DateTime ModifiedAt, string State, string? TraceParent);
