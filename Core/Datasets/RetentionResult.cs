namespace Analytics.Datasets;

/// <summary>What one pass of retention removed.</summary>
/// <param name="Files">Objects of the processed store that no kept version names.</param>
/// <param name="RawObjects">Objects of the raw store that were older than their contract keeps them.</param>
public readonly record struct RetentionResult(int Files, int RawObjects);
