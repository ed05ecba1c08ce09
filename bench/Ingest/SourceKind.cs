namespace Analytics.Bench.Ingest;

internal enum SourceKind
{
    Csv,

    /// <summary>Each thousandth record breaks the contract.</summary>
    BrokenCsv,
    Gzip,
    Ndjson,
}
