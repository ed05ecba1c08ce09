namespace Analytics.Datasets;

/// <summary>A quarantined record, for people to look at.</summary>
/// <param name="RecordNumber">Its number in the raw object, from 1.</param>
/// <param name="LineNumber">The line on which it begins, from 1; of a Parquet file its row; null where it was not recorded.</param>
/// <param name="ByteOffset">Where it begins in the unpacked object, in that one's bytes whatever its encoding.</param>
/// <param name="ByteLength">Its length there. Of a Parquet file both count its rows as lines of JSON.</param>
/// <param name="Raw">The record, or its first 4 kB of whole characters; bytes that are no UTF-8 show as U+FFFD.</param>
/// <param name="IsCut">Whether <paramref name="Raw"/> leaves out its end.</param>
/// <param name="Violations">Each rule that it broke.</param>
/// <param name="ContractVersion">The contract that it broke.</param>
public sealed record QuarantinedEntry(
    long RecordNumber, long? LineNumber, long ByteOffset, long ByteLength, string Raw, bool IsCut,
    IReadOnlyList<QuarantinedViolation> Violations, int ContractVersion);

/// <summary>A rule that a record broke.</summary>
/// <param name="Column">Empty where the rule concerns the whole record.</param>
/// <param name="Value">As the record has it, 1 kB at most; null where it is missing.</param>
public sealed record QuarantinedViolation(string Column, string Rule, string? Value);
