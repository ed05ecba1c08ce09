namespace Analytics.Standalone;

/// <summary>The data directory, held by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string root, FileStream held)
    {
        Root = root;
        _lock = held;
    }

    public string Root { get; }

    /// <summary>
    /// Takes the directory; null when another process holds it. The system lets go of the lock when its holder dies.
    /// </summary>
    public static DataFolder? TryTake(string path)
    {
        var root = Directory.CreateDirectory(Path.GetFullPath(path)).FullName;
        try
        {
            return new DataFolder(root, new FileStream(
                Path.Combine(root, "standalone.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException fault) when (fault is not (DirectoryNotFoundException or FileNotFoundException))
        {
            return null;
        }
    }

    public string PathOf(string name) => Path.Combine(Root, name);

    public void Dispose() => _lock.Dispose();
}
