using System.Collections.Concurrent;
using Analytics.Machine.Files;

namespace Analytics.Storage;

/// <summary>
/// Makes the names in folders durable: those in the folder itself, and above it as far as there are folders that were not known yet. As
/// long as one is the same folder, its name above it stays.
/// </summary>
internal sealed class SyncedFolders(string root)
{
    private const int MaxKnown = 4_096;
    private readonly ConcurrentDictionary<string, (ulong Inode, DateTime Made)> _known = new(StringComparer.Ordinal);

    public void Sync(string folder)
    {
        var synced = new List<(string Path, (ulong Inode, DateTime Made) Identity)>();
        for (var at = folder; at.Length >= root.Length; at = Path.GetDirectoryName(at) ?? "")
        {
            var identity = IdentityOf(at);
            PosixFiles.SyncDirectory(at);
            if (identity is not { } made)
            {
                continue;
            }

            if (_known.TryGetValue(at, out var known) && known == made)
            {
                break;
            }

            synced.Add((at, made));
        }

        // Only now are the names of all of them durable, which others may rely on.
        foreach (var (path, identity) in synced)
        {
            if (_known.Count >= MaxKnown)
            {
                _known.Clear();
            }

            _known[path] = identity;
        }
    }

    // A folder that is removed and made again often gets the same inode.
    private static (ulong Inode, DateTime Made)? IdentityOf(string folder) => FileStatus.Of(folder) is { Kind: FileKind.Directory } status
        ? (status.Inode, Directory.GetCreationTimeUtc(folder))
        : null;
}
