using System.IO.Enumeration;

namespace Analytics.Core.Storage;

/// <summary>
/// Walks a store's folder in the order of keys, holding the names of one folder per level at a time. A folder's place among its
/// neighbours is that of its name with the '/' behind it.
/// </summary>
internal sealed class DirectoryScan(DirectoryRoot root, string prefix)
{
    private static readonly EnumerationOptions EveryName = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

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

    private IEnumerable<ScannedName> Walk(string path, string parent)
    {
        List<string>? names;
        string? refusal = null;
        try
        {
            names = NamesIn(path, parent);
        }
        catch (DirectoryNotFoundException)
        {
            yield break;
        }
        catch (UnauthorizedAccessException)
        {
            names = null;
            refusal = "The folder may not be read by the platform's user.";
        }
        catch (PathTooLongException)
        {
            names = null;
            refusal = "The folder lies deeper than the system can name.";
        }
        catch (IOException fault)
        {
            names = null;
            refusal = $"The folder cannot be read: {fault.Message}";
        }

        if (names is null)
        {
            yield return new ScannedName(parent, null, refusal);
            yield break;
        }

        foreach (var name in names)
        {
            if (name.EndsWith('/'))
            {
                foreach (var inner in Walk(Path.Combine(path, name[..^1]), parent + name))
                {
                    yield return inner;
                }
            }
            else if (Look(Path.Combine(path, name), parent + name) is { } found)
            {
                yield return found;
            }
        }
    }

    private List<string> NamesIn(string path, string parent)
    {
        var entries = new FileSystemEnumerable<string>(path, NameOf, EveryName)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => entry.FileName[0] != '.',
        };
        var names = new List<string>();
        foreach (var name in entries)
        {
            // Both "prefix begins with this folder" and "this begins with prefix" lead to entries that are asked for.
            var full = parent + name;
            if (full.StartsWith(prefix, StringComparison.Ordinal)
                || (name[^1] == '/' && prefix.StartsWith(full, StringComparison.Ordinal)))
            {
                names.Add(name);
            }
        }

        names.Sort(KeyOrder.Instance);
        return names;
    }

    // A link to a folder says that it is a directory too; it must be looked at, not walked.
    private static string NameOf(ref FileSystemEntry entry) =>
        entry.IsDirectory && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint)
            ? string.Concat(entry.FileName, "/")
            : entry.FileName.ToString();

    private static ScannedName? Look(string path, string name)
    {
        if (!ObjectKey.TryParse(name, out var key, out var fault))
        {
            return new ScannedName(name, null, fault);
        }

        return FileStatus.Of(path) switch
        {
            { Kind: FileKind.File } status => new ScannedName(name, EntryOf(key, status), null),
            { Kind: FileKind.Link } => new ScannedName(name, null, "It is a symbolic link, which is never followed."),
            { Kind: FileKind.Directory } => null,
            { Kind: FileKind.Other } => new ScannedName(name, null, "It is no regular file."),
            // Bytes that are no UTF-8 come out as U+FFFD, and no path that .NET can write leads back to them.
            _ => name.Contains('\uFFFD', StringComparison.Ordinal)
                ? new ScannedName(name, null, "The name is not UTF-8.")
                : null,
        };
    }

    private static ObjectEntry EntryOf(ObjectKey key, FileStatus status) =>
        new(key, status.Etag, status.Size, status.ModifiedAt);
}
