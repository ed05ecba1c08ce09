using System.Diagnostics.CodeAnalysis;
using Analytics.Machine.Files;

namespace Analytics.Storage.FileEvents;

/// <summary>Files that were written in place, each with the moment, as a timestamp, from which on it counts as whole.</summary>
internal sealed class SettlingFiles(TimeSpan settleTime, TimeProvider time)
{
    private const int MaxFiles = 100_000;
    private static readonly WalkLimits Arriving = new() { MaxNames = MaxFiles, MaxNamesInFolder = MaxFiles };
    private readonly Dictionary<string, long> _due = [];
    private readonly PriorityQueue<string, long> _queue = new();
    private bool _lost;

    /// <summary>Takes a notice in; gives the keys to name at once.</summary>
    public IEnumerable<string> Note(DirectoryNotice notice, string root)
    {
        if (notice.Kind == DirectoryNoticeKind.Lost || KeyOf(notice.Path, root) is not { } key)
        {
            yield break;
        }

        if (notice.Kind == DirectoryNoticeKind.Removed)
        {
            _due.Remove(key);
            yield return key;
        }
        else if (FileStatus.Of(notice.Path) is not { Kind: FileKind.Directory })
        {
            if (Arrived(key, notice.Kind))
            {
                yield return key;
            }
        }
        else
        {
            // A folder arrives with one notice, and files may be in it before it is watched.
            foreach (var inner in new FolderWalk(notice.Path, Arriving).Names(key + "/"))
            {
                // What is no file is for the listing to refuse by name.
                _lost |= !inner.IsFile;
                if (inner.IsFile && Arrived(inner.Name, notice.Kind))
                {
                    yield return inner.Name;
                }
            }
        }
    }

    /// <summary>How long until the next file has settled; null where none is settling.</summary>
    public TimeSpan? UntilNext()
    {
        if (!_queue.TryPeek(out _, out var due))
        {
            return null;
        }

        var left = time.GetElapsedTime(time.GetTimestamp(), due);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Takes the next file that has settled.</summary>
    public bool TryTake([NotNullWhen(true)] out string? key)
    {
        var now = time.GetTimestamp();
        while (_queue.TryPeek(out key, out var due) && due <= now)
        {
            _queue.Dequeue();
            if (_due.TryGetValue(key, out var current))
            {
                if (current <= now)
                {
                    _due.Remove(key);
                    return true;
                }

                // Written to again since it was queued.
                _queue.Enqueue(key, current);
            }
        }

        return false;
    }

    /// <summary>Whether files were given up since the last call, because too many settle at once.</summary>
    public bool TakeLost()
    {
        var lost = _lost;
        _lost = false;
        return lost;
    }

    private bool Arrived(string key, DirectoryNoticeKind kind)
    {
        if (kind == DirectoryNoticeKind.Renamed)
        {
            _due.Remove(key);
            return true;
        }

        if (_due.Count >= MaxFiles)
        {
            _due.Clear();
            _queue.Clear();
            _lost = true;
        }

        var due = time.GetTimestamp() + (long)(settleTime.TotalSeconds * time.TimestampFrequency);
        if (_due.TryAdd(key, due))
        {
            _queue.Enqueue(key, due);
        }
        else
        {
            _due[key] = due;
        }

        return false;
    }

    // Hidden names are unfinished writes, ours and other tools'.
    private static string? KeyOf(string path, string root)
    {
        var key = path[root.Length..].TrimStart(Path.DirectorySeparatorChar).Replace(Path.DirectorySeparatorChar, '/');
        return key.Length == 0 || key[0] == '.' || key.Contains("/.", StringComparison.Ordinal) ? null : key;
    }
}
