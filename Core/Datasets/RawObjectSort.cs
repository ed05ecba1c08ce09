namespace Analytics.Datasets;

/// <summary>The order of a list of raw objects.</summary>
public enum RawObjectSort
{
    /// <summary>The last seen first.</summary>
    Newest,

    Oldest,

    Key,

    Largest,
}
