namespace Analytics.Datasets.Delta;

/// <summary>How many files there are, and what is in them.</summary>
internal readonly record struct DeltaTotals(long Files, long Rows, long Bytes);
