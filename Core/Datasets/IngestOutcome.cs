using Analytics.Tabular.Conversion;

namespace Analytics.Datasets;

/// <summary>What came of one reading of a raw object, ready to be committed.</summary>
public sealed record IngestOutcome
{
    public required RawObject Object { get; init; }

    public required int ContractVersion { get; init; }

    /// <summary>The ingestion whose quarantined records were read again; null for a whole file.</summary>
    public long? ReplayOf { get; init; }

    /// <summary>Why the file is rejected; null where its rows are taken.</summary>
    public FileFault? Fault { get; init; }

    /// <summary>Of the bytes as they lie in the raw store, in hexadecimal.</summary>
    public required string Sha256 { get; init; }

    public required long SourceBytes { get; init; }

    /// <summary>Bytes after unpacking.</summary>
    public required long PlainBytes { get; init; }

    /// <summary>Records as the cutter counted them.</summary>
    public required long Records { get; init; }

    public required long RowsKept { get; init; }

    public required long RowsQuarantined { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public IReadOnlyList<NewFile> Files { get; init; } = [];

    public IReadOnlyList<NewQuarantineFile> QuarantineFiles { get; init; } = [];

    public IReadOnlyList<ViolationCount> Violations { get; init; } = [];
}
