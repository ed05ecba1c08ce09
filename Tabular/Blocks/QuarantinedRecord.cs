using Analytics.Tabular.Quarantine;

namespace Analytics.Tabular.Blocks;

/// <summary>A record of a block that broke the contract.</summary>
/// <param name="Number">Among the source's records, from 1.</param>
/// <param name="Start">Where its first byte stands in the block.</param>
/// <param name="Length">Its bytes, the line end not included.</param>
/// <param name="Violations">What it broke; at least one.</param>
internal sealed record QuarantinedRecord(long Number, int Start, int Length, IReadOnlyList<Violation> Violations);
