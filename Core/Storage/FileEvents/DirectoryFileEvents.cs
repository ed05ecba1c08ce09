using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Analytics.Storage.FileEvents;

/// <summary>
/// Hints from a directory. A file is named when it was renamed into place, or has not changed for the settling time; a removed one
/// at once. Begins with <see cref="FileEvent.Lost"/> once it watches, and says it again whenever the system dropped notices, or
/// very many files came at once.
/// </summary>
public sealed class DirectoryFileEvents : IFileEvents
{
    private const int MaxNotices = 50_000;

    /// <summary>More files than this that are to be named at once are left to a listing, which records many of them together.</summary>
    private const int MaxNamed = 500;

    private readonly string _root;
    private readonly TimeSpan _settleTime;
    private readonly TimeProvider _time;

    /// <param name="root">The raw store's folder.</param>
    /// <param name="settleTime">How long a file that is written in place must rest before it is named.</param>
    /// <param name="time">Measures the settling time.</param>
    public DirectoryFileEvents(string root, TimeSpan settleTime, TimeProvider time)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _settleTime = settleTime;
        _time = time;
    }

    public async IAsyncEnumerable<FileEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var notices = Channel.CreateBounded<DirectoryNotice>(new BoundedChannelOptions(MaxNotices) { SingleReader = true });
        var settling = new SettlingFiles(_settleTime, _time);
        using var watch = new DirectoryWatch(_root, notices.Writer);
        yield return FileEvent.Lost;

        while (!cancellationToken.IsCancellationRequested)
        {
            await WaitAsync(notices.Reader, settling.UntilNext(), cancellationToken);
            var named = new List<string>();
            while (notices.Reader.TryRead(out var notice))
            {
                cancellationToken.ThrowIfCancellationRequested();
                named.AddRange(settling.Note(notice, _root));
            }

            while (settling.TryTake(out var key))
            {
                named.Add(key);
            }

            if (watch.TakeLost() | settling.TakeLost() | named.Count > MaxNamed)
            {
                yield return FileEvent.Lost;
            }

            foreach (var key in named.Count > MaxNamed ? [] : named)
            {
                yield return new FileEvent(key);
            }
        }
    }

    private async Task WaitAsync(ChannelReader<DirectoryNotice> notices, TimeSpan? atMost, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var notice = notices.WaitToReadAsync(stop.Token).AsTask();
        var rested = Task.Delay(atMost ?? Timeout.InfiniteTimeSpan, _time, stop.Token);
        await Task.WhenAny(notice, rested);
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
