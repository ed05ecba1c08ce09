namespace Analytics.Catalogue.Jobs;

/// <summary>How a run's rows enter the result table.</summary>
public enum LoadMode
{
    /// <summary>They take the place of all rows.</summary>
    Replace,

    /// <summary>They come on top.</summary>
    Append,

    /// <summary>They take the place of the rows with the same key, and come on top where there is none.</summary>
    Upsert,
}
