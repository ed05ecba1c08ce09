using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Analytics.Storage.FileEvents;

namespace Analytics.Ingestor.Tests.Support;

/// <summary>Hints that a test writes itself: lost, doubled and reordered as it likes.</summary>
internal sealed class ScriptedEvents : IFileEvents
{
    private readonly Channel<FileEvent> _events = Channel.CreateUnbounded<FileEvent>();

    public void Send(string key, string? traceParent = null) => _events.Writer.TryWrite(new FileEvent(key, traceParent));

    public async IAsyncEnumerable<FileEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var hint in _events.Reader.ReadAllAsync(cancellationToken))
        {
            yield return hint;
        }
    }
}
