using Analytics.Machine.Files;

namespace Analytics.Machine.Scratch;

/// <summary>
/// This process's part of a scratch folder that many processes share. A lock file beside it, taken before the folder is made and held
/// as long as the process lives, tells the folders of the living from those of the dead, which are removed.
/// </summary>
public sealed class ProcessFolder : IDisposable
{
    private const string LockSuffix = ".lock";
    private static readonly WalkLimits OneLevel = new() { MaxDepth = 1, Folders = true };

    private readonly string _root;
    private readonly string _kind;
    private readonly string _mine;
    private readonly FileStream _lock;

    /// <param name="root">The shared folder; made where it is missing.</param>
    /// <param name="kind">The service's name, with which its folders begin.</param>
    public ProcessFolder(string root, string kind)
    {
        _root = Directory.CreateDirectory(Path.GetFullPath(root)).FullName;
        _kind = kind;
        (_mine, _lock) = Take(_root, kind);
        Directory.CreateDirectory(_mine);
    }

    /// <summary>A new folder, removed with all that is in it when it is disposed.</summary>
    public AttemptFolder NewAttempt() => new(_mine);

    /// <summary>Removes what processes left behind that are no more; returns how many.</summary>
    public int RemoveDead()
    {
        var removed = 0;
        foreach (var folder in Folders().Where(path => path != _mine))
        {
            try
            {
                using (Lock(folder, FileOptions.DeleteOnClose))
                {
                    if (Directory.Exists(folder))
                    {
                        Directory.Delete(folder, recursive: true);
                    }

                    removed++;
                }
            }
            catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
            {
                // Its process lives, another one removes it at this moment, or it is another user's.
            }
        }

        return removed;
    }

    public void Dispose()
    {
        _lock.Dispose();
        AttemptFolder.Remove(_mine);
        File.Delete(_mine + LockSuffix);
    }

    private static (string Folder, FileStream Lock) Take(string root, string kind)
    {
        // A process that removes what the dead left may meet the file before it is locked, and hold or remove it at that moment.
        for (var more = 3; ; more--)
        {
            var folder = Path.Combine(root, $"{kind}-{Guid.NewGuid():N}");
            try
            {
                var taken = Lock(folder, FileOptions.None);
                if (File.Exists(folder + LockSuffix))
                {
                    return (folder, taken);
                }

                taken.Dispose();
            }
            catch (IOException) when (more > 0)
            {
            }
        }
    }

    private static FileStream Lock(string folder, FileOptions options) =>
        new(folder + LockSuffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, options);

    /// <summary>All that a folder or a lock file tells of: a process may be killed with the one there and not yet, or no longer, the other.</summary>
    private List<string> Folders()
    {
        var names = new FolderWalk(
            _root, OneLevel, name => name.StartsWith($"{_kind}-", StringComparison.Ordinal)
                && (name.EndsWith('/') || name.EndsWith(LockSuffix, StringComparison.Ordinal)));
        return [.. names.Names().Where(name => name.Refusal is null)
            .Select(name => name.Path.EndsWith(LockSuffix, StringComparison.Ordinal) ? name.Path[..^LockSuffix.Length] : name.Path).Distinct()];
    }
}
