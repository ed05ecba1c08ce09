using System.Collections.Concurrent;
using Analytics.Machine.Files;

namespace Analytics.Storage;

/// <summary>
/// Makes the names in folders durable: those in the folder itself, and above it as far as there are folders that were not known yet. As
/// long as one is the same folder, its name above it stays.
/// </summary>
/// <param name="root">The topmost folder.</param>
/// <param name="sync">Makes the names in one folder durable.</param>
internal sealed class SyncedFolders(string root, Action<string> sync)
{
    private const int MaxKnown = 4_096;
    private readonly ConcurrentDictionary<string, (ulong Inode, long Made)> _known = new(StringComparer.Ordinal);

    public void Sync(string folder)
    {
        var synced = new List<(string Path, (ulong Inode, long Made) Identity)>();
        for (var at = folder; at.Length >= root.Length; at = Path.GetDirectoryName(at) ?? "")
        {
            var identity = IdentityOf(at);
            sync(at);
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

    private static (ulong Inode, long Made)? IdentityOf(string folder) => OperatingSystem.IsLinux() ? LinuxStatus.IdentityOf(folder) : null;
}
