using Analytics.Machine.Files;

namespace Analytics.Storage;

/// <summary>The names of a store's folder in the order of keys: objects, and what the store does not read.</summary>
internal sealed class DirectoryScan(DirectoryRoot root, string prefix, CancellationToken cancellationToken)
{
    public IEnumerable<ScannedName> Names()
    {
        // Only the folder that the whole prefix names is walked, and it is reached by a checked key.
        var slash = prefix.LastIndexOf('/');
        if (slash < 0)
        {
            return Walk(root.Path, "");
        }

        return ObjectKey.TryParse(prefix[..slash], out var folder, out _)
            && root.PathOf(folder, out _) is { } path
            && root.LinkOn(path) is null
            && FileStatus.Of(path) is { Kind: FileKind.Directory }
            ? Walk(path, prefix[..(slash + 1)])
            : [];
    }

    private IEnumerable<ScannedName> Walk(string path, string parent) =>
        new FolderWalk(path, WalkLimits.Store, IsWanted).Names(parent).Select(Scanned);

    // Both "prefix begins with this folder" and "this begins with prefix" lead to entries that are asked for.
    private bool IsWanted(string name)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return name.StartsWith(prefix, StringComparison.Ordinal)
            || (name[^1] == '/' && prefix.StartsWith(name, StringComparison.Ordinal));
    }

    private static ScannedName Scanned(WalkedName found)
    {
        if (found.IsFolder)
        {
            return new ScannedName(found.Name, null, found.Refusal);
        }

        if (!ObjectKey.TryParse(found.Name, out var key, out var fault))
        {
            return new ScannedName(found.Name, null, fault);
        }

        return found.Refusal is { } refusal
            ? new ScannedName(found.Name, null, refusal)
            : new ScannedName(found.Name, DirectoryObjectStore.EntryOf(key, found.Status), null);
    }
}
