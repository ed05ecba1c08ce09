namespace Analytics.Datasets;

/// <summary>Payload of the queue <see cref="DatasetCommit.TriggerQueue"/>: a dataset has a new version.</summary>
public sealed record DatasetCommitted(string Dataset, long Version);
