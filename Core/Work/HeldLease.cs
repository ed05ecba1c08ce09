namespace Analytics.Work;

/// <summary>The lease of an item that runs in this process; given up when it is disposed.</summary>
internal sealed class HeldLease(WorkItem item, long renewedAt, Action<HeldLease> release) : IDisposable
{
    private readonly CancellationTokenSource _lost = new();

    public WorkItem Item => item;

    /// <summary>When the last renewal was asked for, in the time provider's ticks.</summary>
    public long RenewedAt { get; set; } = renewedAt;

    public CancellationToken Lost => _lost.Token;

    public Task LoseAsync() => _lost.CancelAsync();

    public void Dispose()
    {
        // The source itself is left to the collector: the keeper may be about to cancel it.
        release(this);
    }
}
