using System.Runtime.CompilerServices;

namespace Analytics.Storage.FileEvents;

/// <summary>A store that tells nothing by itself: its listings alone say what is there.</summary>
public sealed class NoFileEvents : IFileEvents
{
    public async IAsyncEnumerable<FileEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return FileEvent.Lost;
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
