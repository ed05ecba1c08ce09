namespace Analytics.Datasets;

/// <summary>Another committed object of a dataset with an object's bytes.</summary>
/// <param name="RenamedFrom">The one that is gone from the store: the object was renamed.</param>
/// <param name="CopyOf">One that is there still: a copy, or a rename that is not finished. There may be both, where a name was given on twice.</param>
/// <param name="IsGone">Whether the object itself is gone, so that it is the one that was renamed.</param>
internal sealed record SameBytes(RawObject? RenamedFrom, RawObject? CopyOf, bool IsGone);
