using System.IO.Enumeration;

namespace Analytics.Machine.Files;

/// <summary>
/// The one way in which folders are walked: no link is followed, only regular files are given, and depth, count and size are bounded.
/// Names come in the order of keys; a folder's place among its neighbours is that of its name with the '/' behind it.
/// </summary>
/// <param name="folder">It may itself be a link: whoever configured it named what it leads to.</param>
/// <param name="limits">How far to go.</param>
/// <param name="isWanted">Narrows by name, a folder's with its '/'; null for all.</param>
public sealed class FolderWalk(string folder, WalkLimits limits, Func<string, bool>? isWanted = null)
{
    private static readonly EnumerationOptions EveryName = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>What is there; nothing where the folder is not. Names begin with <paramref name="parent"/>.</summary>
    public IEnumerable<WalkedName> Names(string parent = "")
    {
        var levels = new Stack<Level>();
        if (Enter(levels, folder, parent) is { } closed)
        {
            yield return closed;
        }

        for (var met = 0L; levels.TryPeek(out var level);)
        {
            if (level.Next == level.Names.Count)
            {
                levels.Pop();
                continue;
            }

            if (++met > limits.MaxNames)
            {
                yield return new WalkedName(
                    level.Parent, level.Path, $"There are more than {limits.MaxNames:N0} names; the rest is not read.");
                yield break;
            }

            var name = level.Names[level.Next++];
            if (!name.EndsWith('/'))
            {
                if (Look(Path.Combine(level.Path, name), level.Parent + name) is { } found)
                {
                    yield return found;
                }

                continue;
            }

            var path = Path.Combine(level.Path, name[..^1]);
            if (limits.Folders)
            {
                yield return new WalkedName(level.Parent + name, path, null);
            }

            if (levels.Count >= limits.MaxDepth)
            {
                yield return new WalkedName(
                    level.Parent + name, path, $"The folder is deeper than {limits.MaxDepth} levels, and what it holds is not read.");
            }
            else if (Enter(levels, path, level.Parent + name) is { } refused)
            {
                yield return refused;
            }
        }
    }

    /// <summary>Puts a folder's names on the stack; the reason where they cannot be had.</summary>
    private WalkedName? Enter(Stack<Level> levels, string path, string parent)
    {
        string refusal;
        try
        {
            var names = NamesIn(path, parent);
            if (names.Count <= limits.MaxNamesInFolder)
            {
                levels.Push(new Level(path, parent, names));
                return null;
            }

            refusal = $"The folder holds more than {limits.MaxNamesInFolder:N0} names: divide them among several folders.";
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            refusal = "The folder may not be read by the platform's user.";
        }
        catch (PathTooLongException)
        {
            refusal = "The folder's path is longer than the system allows.";
        }
        catch (IOException fault)
        {
            refusal = $"The folder cannot be read: {fault.Message}";
        }

        return new WalkedName(parent, path, refusal);
    }

    private List<string> NamesIn(string path, string parent)
    {
        var entries = new FileSystemEnumerable<string>(path, NameOf, EveryName)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => limits.Hidden || entry.FileName[0] != '.',
        };
        var names = new List<string>();
        foreach (var name in entries)
        {
            if (isWanted is null || isWanted(parent + name))
            {
                names.Add(name);
                if (names.Count > limits.MaxNamesInFolder)
                {
                    return names;
                }
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

    private WalkedName? Look(string path, string name) => FileStatus.Of(path) switch
    {
        { Kind: FileKind.File } status when status.Size > limits.MaxFileBytes =>
            new WalkedName(name, path, $"The file has more than {limits.MaxFileBytes:N0} bytes.") { Status = status },
        { Kind: FileKind.File } status => new WalkedName(name, path, null) { Status = status },
        { Kind: FileKind.Link } => new WalkedName(name, path, "It is a symbolic link, which is never followed."),
        { Kind: FileKind.Other } => new WalkedName(name, path, "It is not a regular file."),
        { Kind: FileKind.Directory } => null,
        // Bytes that are no UTF-8 come out as U+FFFD, and no path that .NET can write leads back to them.
        _ => name.Contains('\uFFFD', StringComparison.Ordinal) ? new WalkedName(name, path, "The name is not UTF-8.") : null,
    };

    private sealed record Level(string Path, string Parent, List<string> Names)
    {
        public int Next { get; set; }
    }
}
