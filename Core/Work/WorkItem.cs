using System.Text.Json;

namespace Analytics.Work;

/// <summary>A claimed item: what is to be done, and the lease under which it is done.</summary>
public sealed record WorkItem
{
    public required long Id { get; init; }

    public required string Queue { get; init; }

    /// <summary>The payload as JSON text.</summary>
    public required string Payload { get; init; }

    public string? UniqueKey { get; init; }

    /// <summary>1 for the first time that the item runs.</summary>
    public required int Attempt { get; init; }

    public required int MaxAttempts { get; init; }

    public short Priority { get; init; }

    /// <summary>The W3C trace context in which the item was enqueued.</summary>
    public string? TraceParent { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset AvailableAt { get; init; }

    /// <summary>Names the worker and this one claim: no two claims share it, so that it fences off all that came before.</summary>
    public required string Owner { get; init; }

    /// <summary>Items with the same key may be claimed together, where their worker takes batches.</summary>
    public string? BatchKey { get; init; }

    /// <summary>The items that were claimed together with this one; null where it was claimed alone.</summary>
    public WorkBatch? Batch { get; init; }

    /// <summary>A failure of this attempt leads to the dead letters.</summary>
    public bool IsLastAttempt => Attempt >= MaxAttempts;

    /// <summary>The payload as an object.</summary>
    public T Read<T>() =>
        JsonSerializer.Deserialize<T>(Payload, WorkQueue.PayloadJson)
        ?? throw new JsonException($"The payload of work item {Id} of queue '{Queue}' is null.");
}
