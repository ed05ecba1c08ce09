namespace Analytics.Storage;

/// <summary>The keys under which the two stores are registered.</summary>
public static class StoreNames
{
    /// <summary>What people land: <c>incoming/&lt;dataset&gt;/…</c>.</summary>
    public const string Raw = "raw";

    /// <summary>What the platform writes: Parquet of datasets, of quarantine and of results.</summary>
    public const string Processed = "processed";
}
