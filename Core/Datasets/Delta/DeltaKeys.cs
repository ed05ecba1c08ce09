using System.Globalization;
using Analytics.Storage;

namespace Analytics.Datasets.Delta;

/// <summary>Where a dataset's Delta Lake log lies: under the table's root, beside the Parquet files.</summary>
public static class DeltaKeys
{
    private const string CommitEnding = ".json";
    private const string CheckpointEnding = ".checkpoint.parquet";
    private const int Digits = 20;

    /// <summary>All that the log has: <c>datasets/&lt;dataset&gt;/_delta_log/</c>.</summary>
    public static string Log(string dataset) => $"{Root(dataset)}_delta_log/";

    public static ObjectKey Commit(string dataset, long version) =>
        ObjectKey.Parse($"{Log(dataset)}{version.ToString("d20", CultureInfo.InvariantCulture)}{CommitEnding}");

    public static ObjectKey Checkpoint(string dataset, long version) =>
        ObjectKey.Parse($"{Log(dataset)}{version.ToString("d20", CultureInfo.InvariantCulture)}{CheckpointEnding}");

    /// <summary>Tells readers from where they need to read.</summary>
    public static ObjectKey LastCheckpoint(string dataset) => ObjectKey.Parse(Log(dataset) + "_last_checkpoint");

    /// <summary>The version of a commit or checkpoint; null where the key is neither.</summary>
    public static (long Version, bool IsCheckpoint)? VersionOf(ObjectKey key)
    {
        var name = key.Value.AsSpan(key.Value.LastIndexOf('/') + 1);
        var ending = name.Length > Digits ? name[Digits..] : default;
        return ending is CommitEnding or CheckpointEnding
            && long.TryParse(name[..Digits], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? (version, ending is CheckpointEnding)
                : null;
    }

    /// <summary>A file as the log names it: from the table's root, as a URI.</summary>
    public static string PathOf(string dataset, string key)
    {
        var root = Root(dataset);
        return key.StartsWith(root, StringComparison.Ordinal)
            ? string.Join('/', key[root.Length..].Split('/').Select(Uri.EscapeDataString))
            : throw new ArgumentException($"'{key}' is not under '{root}', the root of its table.", nameof(key));
    }

    private static string Root(string dataset) => $"{DatasetKeys.Datasets}{dataset}/";
}
