namespace Analytics.Tabular.Conversion;

/// <summary>The outcome of a conversion: a rejected file is a value, not an exception.</summary>
public sealed record ConversionResult
{
    public required ConversionOutcome Outcome { get; init; }

    /// <summary>Bytes of the source as it was read, packed as it is.</summary>
    public required long SourceBytes { get; init; }

    /// <summary>Bytes of the source when unpacked.</summary>
    public required long PlainBytes { get; init; }

    /// <summary>
    /// SHA-256 of the source's bytes, in lower-case hex; of what was read, where the source was rejected before its
    /// end.
    /// </summary>
    public required string Sha256 { get; init; }

    /// <summary>
    /// Records, as counted apart from the parser. With <see cref="ConversionOptions.OnlyRecords"/>: those asked for.
    /// </summary>
    public required long Records { get; init; }

    public required long RowsKept { get; init; }

    public required long RowsQuarantined { get; init; }

    /// <summary>All files that the sink was given and that may be used; of a rejected source its broken records at most.</summary>
    public IReadOnlyList<ConvertedFile> Files { get; init; } = [];

    /// <summary>Which rules were broken how often; at most <see cref="MaxViolationKinds"/> of them.</summary>
    public IReadOnlyList<ViolationCount> Violations { get; init; } = [];

    /// <summary>
    /// What a person may want to know of how the source was understood: that its columns stand in another order, for
    /// one.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Set when the outcome is <see cref="ConversionOutcome.Rejected"/>.</summary>
    public FileFault? Fault { get; init; }

    /// <summary>Kinds (column and rule) that are told apart; later ones are counted together.</summary>
    public const int MaxViolationKinds = 1_000;
}
