using Analytics.Ingestor.Options;
using Microsoft.Extensions.Options;

namespace Analytics.Ingestor.Ingest;

/// <summary>
/// This process's part of the scratch folder. A lock file beside it, taken before the folder is made and held as long as the process
/// lives, tells the folders of the living from those of the dead, which are removed.
/// </summary>
public sealed class ScratchFolder : IDisposable
{
    private const string LockSuffix = ".lock";
    private readonly string _root;
    private readonly string _mine;
    private readonly FileStream _lock;

    public ScratchFolder(IOptions<IngestOptions> options)
    {
        _root = Directory.CreateDirectory(Path.GetFullPath(options.Value.ScratchPath)).FullName;
        _mine = Path.Combine(_root, $"ingestor-{Guid.NewGuid():N}");
        _lock = Lock(_mine);
        Directory.CreateDirectory(_mine);
    }

    public AttemptScratch NewAttempt() => new(_mine);

    /// <summary>Removes what processes left behind that are no more; returns how many.</summary>
    public int RemoveDead()
    {
        var removed = 0;
        foreach (var folder in Directory.EnumerateDirectories(_root, "ingestor-*").Where(folder => folder != _mine))
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
        if (Directory.Exists(_mine))
        {
            Directory.Delete(_mine, recursive: true);
        }

        File.Delete(_mine + LockSuffix);
    }

    private static FileStream Lock(string folder) =>
        new(folder + LockSuffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}
