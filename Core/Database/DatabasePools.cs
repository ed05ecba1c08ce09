namespace Analytics.Database;

/// <summary>
/// Keys of what has a pool of connections of its own, so that people who look at pages do not take the connections of those who work,
/// though one process serves both. Without a key it is the pool of work. Charts have a third (<see cref="Charts.ChartDatabase"/>).
/// </summary>
public static class DatabasePools
{
    /// <summary>Pages and answers of the API.</summary>
    public const string Pages = "pages";

    /// <summary>Reads that are part of the work, of the same kinds as those of pages.</summary>
    public const string Work = "work";
}
