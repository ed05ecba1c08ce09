using Analytics.Datasets;
using Analytics.Ingestor.Discovery;
using Analytics.Ingestor.Replay;

namespace Analytics.Ingestor.Ingest;

/// <summary>What is to be converted.</summary>
/// <param name="Object">The object.</param>
/// <param name="Content">Its bytes, pinned to its etag.</param>
/// <param name="Contract">The contract in force.</param>
/// <param name="Replay">For a replay: the only records to take.</param>
public sealed record ConversionSource(RawObject Object, Stream Content, VersionedContract Contract, ReplaySource? Replay = null);
