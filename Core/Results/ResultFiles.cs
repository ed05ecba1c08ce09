using Analytics.Storage;

namespace Analytics.Results;

/// <summary>Brings a run's kept output to this machine.</summary>
internal static class ResultFiles
{
    /// <summary>The local paths, in order; or the key of the first file that is gone.</summary>
    public static async Task<(IReadOnlyList<string> Paths, string? Gone)> FetchAsync(
        IObjectStore store, IReadOnlyList<string> keys, string scratch, CancellationToken cancellationToken)
    {
        var (paths, gone) = await store.FetchAllAsync([.. keys.Select(ObjectKey.Parse)], scratch, cancellationToken);
        return (paths, gone?.Value);
    }

    /// <summary>
    /// Removes those that are copies, which a store puts into the folder itself: of many outputs that are fetched one after the other, one
    /// is on the disk.
    /// </summary>
    public static void RemoveCopies(IEnumerable<string> paths, string scratch)
    {
        var folder = Path.GetFullPath(scratch).TrimEnd(Path.DirectorySeparatorChar);
        foreach (var path in paths)
        {
            if (string.Equals(Path.GetDirectoryName(Path.GetFullPath(path)), folder, StringComparison.Ordinal))
            {
                File.Delete(path);
            }
        }
    }
}
