using Analytics.Datasets;
using Analytics.Engines;

namespace Analytics.Processor.Running;

/// <summary>An input of a run, with the files of its pinned version as the ledger has them.</summary>
internal sealed record PinnedInput(string Dataset, IReadOnlyList<EngineColumn> Columns, IReadOnlyList<DatasetFile> Files);
