using System.Threading.Channels;

namespace Analytics.Storage.FileEvents;

/// <summary>A FileSystemWatcher that writes its notices to a channel, and remembers when some did not fit or it failed.</summary>
internal sealed class DirectoryWatch : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private readonly ChannelWriter<DirectoryNotice> _notices;
    private readonly FileSystemWatcher _watcher;
    private int _lost;

    public DirectoryWatch(string root, ChannelWriter<DirectoryNotice> notices)
    {
        _notices = notices;
        _watcher = new FileSystemWatcher(root)
        {
            IncludeSubdirectories = true,
            InternalBufferSize = BufferBytes,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.Size | NotifyFilters.LastWrite,
        };
        _watcher.Created += (_, args) => Write(DirectoryNoticeKind.Changed, args.FullPath);
        _watcher.Changed += (_, args) => Write(DirectoryNoticeKind.Changed, args.FullPath);
        _watcher.Deleted += (_, args) => Write(DirectoryNoticeKind.Removed, args.FullPath);
        _watcher.Renamed += (_, args) =>
        {
            Write(DirectoryNoticeKind.Removed, args.OldFullPath);
            Write(DirectoryNoticeKind.Renamed, args.FullPath);
        };
        _watcher.Error += (_, _) => Lose();
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>Whether notices were lost since the last call.</summary>
    public bool TakeLost() => Interlocked.Exchange(ref _lost, 0) == 1;

    public void Dispose() => _watcher.Dispose();

    private void Write(DirectoryNoticeKind kind, string path)
    {
        if (!_notices.TryWrite(new DirectoryNotice(kind, path)))
        {
            Lose();
        }
    }

    private void Lose()
    {
        Volatile.Write(ref _lost, 1);
        // A full channel wakes its reader anyway.
        _notices.TryWrite(new DirectoryNotice(DirectoryNoticeKind.Lost, ""));
    }
}
