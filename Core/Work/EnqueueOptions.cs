namespace Analytics.Work;

/// <summary>How an item is to be queued.</summary>
public sealed record EnqueueOptions
{
    public static readonly EnqueueOptions Default = new();

    /// <summary>While an unfinished item of the queue has this key, enqueuing another one does nothing.</summary>
    public string? UniqueKey { get; init; }

    /// <summary>Items of the queue with the same key may be claimed together, where their worker takes batches.</summary>
    public string? BatchKey { get; init; }

    /// <summary>The higher goes first.</summary>
    public short Priority { get; init; }

    public TimeSpan Delay { get; init; }

    /// <summary>How often the item may run before it goes to the dead letters; null for <see cref="WorkOptions.MaxAttempts"/>.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>W3C trace context; null for that of the current activity.</summary>
    public string? TraceParent { get; init; }
}
