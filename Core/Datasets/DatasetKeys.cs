using Analytics.Storage;

namespace Analytics.Datasets;

/// <summary>Where the files of datasets lie in the stores.</summary>
public static class DatasetKeys
{
    /// <summary>Raw objects: <c>incoming/&lt;dataset&gt;/…</c>.</summary>
    public const string Incoming = "incoming/";

    /// <summary>Rows: <c>datasets/&lt;dataset&gt;/data/&lt;attempt&gt;/part-….parquet</c>.</summary>
    public const string Datasets = "datasets/";

    /// <summary>Quarantined records: <c>quarantine/&lt;dataset&gt;/&lt;attempt&gt;/part-….parquet</c>.</summary>
    public const string Quarantine = "quarantine/";

    /// <summary>The dataset folder that a raw key lies in; null where it lies in none.</summary>
    public static string? DatasetOf(string key)
    {
        if (!key.StartsWith(Incoming, StringComparison.Ordinal))
        {
            return null;
        }

        var end = key.IndexOf('/', Incoming.Length);
        return end > Incoming.Length && end < key.Length - 1 ? key[Incoming.Length..end] : null;
    }

    /// <summary>A raw object's name below its dataset's folder.</summary>
    public static string NameOf(string key, string dataset) => key[(Incoming.Length + dataset.Length + 1)..];

    /// <summary>The name of one attempt at an object. The sweeper tells by it whose files they are (FindUnnamed.sql).</summary>
    public static string NewAttempt(long rawObjectId, int attempt) => $"{rawObjectId}-{attempt}-{Guid.NewGuid().ToString("N")[..12]}";

    public static ObjectKey Data(string dataset, string attempt, int number) =>
        ObjectKey.Parse($"{Datasets}{dataset}/data/{attempt}/part-{number:d5}.parquet");

    public static ObjectKey QuarantineOf(string dataset, string attempt, int number) =>
        ObjectKey.Parse($"{Quarantine}{dataset}/{attempt}/part-{number:d5}.parquet");

    /// <summary>Whether a key of the processed store is one that an ingestion writes.</summary>
    public static bool IsIngested(string key)
    {
        var parts = key.Split('/');
        return (parts is ["datasets", _, "data", ..] or ["quarantine", _, _, ..]) && key.EndsWith(".parquet", StringComparison.Ordinal);
    }
}
