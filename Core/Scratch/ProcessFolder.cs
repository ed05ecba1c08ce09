using Analytics.Core.Files;

namespace Analytics.Core.Scratch;

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
        _mine = Path.Combine(_root, $"{kind}-{Guid.NewGuid():N}");
        _lock = Lock(_mine);
        Directory.CreateDirectory(_mine);
    }

    /// <summary>A new folder, removed with all that is in it when it is disposed.</summary>
    public AttemptFolder NewAttempt() => new(_mine);

    /// <summary>Removes what processes left behind that are no more; returns how many.</summary>
    public int RemoveDead()
    {
        var removed = 0;
        var folders = new FolderWalk(_root, OneLevel, name => name.StartsWith($"{_kind}-", StringComparison.Ordinal) && name.EndsWith('/'));
        foreach (var folder in folders.Names().Where(name => name.Refusal is null).Select(name => name.Path).Where(path => path != _mine))
        {
            try
            {
                using (Lock(folder))
                {
                    Directory.Delete(folder, recursive: true);
                    removed++;
                }

                File.Delete(folder + LockSuffix);
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

    private static FileStream Lock(string folder) =>
        new(folder + LockSuffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}
