namespace Analytics.Datasets.Delta;

/// <summary>What a publication did.</summary>
/// <param name="Commits">How many commits were written.</param>
/// <param name="ForeignVersion">The commit that lies in the way, where one does; nothing was published behind it.</param>
public readonly record struct PublishResult(int Commits, long? ForeignVersion = null);
