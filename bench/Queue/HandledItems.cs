using System.Threading.Channels;

namespace Analytics.Bench.Queue;

/// <summary>When items reached their handler, as time stamps of the process.</summary>
internal sealed class HandledItems
{
    private readonly Channel<long> _stamps = Channel.CreateUnbounded<long>();

    public void Add(long timestamp) => _stamps.Writer.TryWrite(timestamp);

    public ValueTask<long> NextAsync(CancellationToken cancellationToken) =>
        _stamps.Reader.ReadAsync(cancellationToken);
}
