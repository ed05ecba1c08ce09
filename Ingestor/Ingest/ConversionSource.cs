using Analytics.Core.Datasets;
using Analytics.Ingestor.Discovery;

namespace Analytics.Ingestor.Ingest;

/// <summary>What is to be converted.</summary>
/// <param name="Object">The object.</param>
/// <param name="Content">Its bytes, pinned to its etag.</param>
/// <param name="Contract">The contract in force.</param>
/// <param name="OnlyRecords">For a replay: the only records to take, by number.</param>
public sealed record ConversionSource(
    RawObject Object, Stream Content, VersionedContract Contract, IReadOnlySet<long>? OnlyRecords = null);
