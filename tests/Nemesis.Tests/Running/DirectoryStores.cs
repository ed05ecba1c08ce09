using Analytics.Fixtures.Storage;
using Analytics.Storage;

namespace Analytics.Nemesis.Tests.Running;

/// <summary>Two folders, the processed one on a disk that can be filled where this user may mount one.</summary>
internal sealed class DirectoryStores : INemesisStores
{
    private const string Full = "disk full";
    private const int DiskMegabytes = 256;

    private readonly SmallDisk? _disk;
    private readonly DirectoryObjectStore _raw;
    private readonly DirectoryObjectStore _processed;

    private DirectoryStores(string raw, string processed, SmallDisk? disk)
    {
        _disk = disk;
        _raw = new DirectoryObjectStore(raw, syncWrites: false);
        _processed = new DirectoryObjectStore(processed, syncWrites: false);
    }

    public IObjectStore Raw => _raw;

    public IObjectStore Processed => _processed;

    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Storage__RawPath"] = _raw.RootPath,
        ["Storage__ProcessedPath"] = _processed.RootPath,
    };

    public IReadOnlyList<string> Faults => _disk is null ? [] : [Full];

    public static async Task<DirectoryStores> OpenAsync(string folder)
    {
        var disk = await SmallDisk.MountAsync(Path.Combine(folder, "disk"), DiskMegabytes);
        return new DirectoryStores(Path.Combine(folder, "raw"), Path.Combine(folder, "disk", "processed"), disk);
    }

    public Task<IAsyncDisposable> BeginAsync(string fault)
    {
        var ballast = Path.Combine(_disk?.Path ?? throw new InvalidOperationException(fault), "ballast");
        Fill(ballast);
        return Task.FromResult<IAsyncDisposable>(new Undo(() =>
        {
            File.Delete(ballast);
            return ValueTask.CompletedTask;
        }));
    }

    public Task<IReadOnlyList<string>> UnfinishedWritesAsync() => Task.FromResult<IReadOnlyList<string>>(
    [
        .. new[] { _raw.RootPath, _processed.RootPath }.Select(root => Path.Combine(root, ".writes")).Where(Directory.Exists)
            .SelectMany(Directory.EnumerateFiles),
    ]);

    public ValueTask DisposeAsync() => _disk?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static void Fill(string path)
    {
        var block = new byte[64 * 1024];
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        try
        {
            for (var at = 0L; ; at += block.Length)
            {
                RandomAccess.Write(file, block, at);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }
}
