using Analytics.Tabular.Blocks;

namespace Analytics.Tabular.Quarantine;

/// <summary>Takes a broken record of a block, and each rule that it broke.</summary>
internal delegate void RecordQuarantine(Block block, RecordPlace record, IReadOnlyList<Violation> violations);
