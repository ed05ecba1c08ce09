using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Analytics.Storage.FileEvents;

namespace Analytics.Ingestor.Tests.Support;

/// <summary>A source of hints that cannot be reached; remembers when it was asked.</summary>
internal sealed class FailingEvents : IFileEvents
{
    private readonly ConcurrentQueue<long> _asked = new();

    public IReadOnlyList<long> Asked => [.. _asked];

    public async IAsyncEnumerable<FileEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _asked.Enqueue(Stopwatch.GetTimestamp());
        yield return FileEvent.Lost;
        await Task.Yield();
        throw new HttpRequestException("The queue is away.");
    }
}
