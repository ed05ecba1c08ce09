using Analytics.Storage;

namespace Analytics.Datasets;

/// <summary>An object of the raw store as it was found.</summary>
/// <param name="Dataset">The dataset that claims it.</param>
/// <param name="Entry">Key, etag, size and time.</param>
/// <param name="By">What told of it.</param>
/// <param name="TraceParent">The trace that its ingestion continues.</param>
public sealed record SeenObject(string Dataset, ObjectEntry Entry, SeenBy By, string? TraceParent = null);
