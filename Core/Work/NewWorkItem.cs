namespace Analytics.Work;

/// <summary>One of many items that are queued together.</summary>
/// <param name="Payload">What is to be done.</param>
/// <param name="UniqueKey">While an unfinished item of the queue has this key, enqueuing another one does nothing.</param>
/// <param name="BatchKey">Items of the queue with the same key may be claimed together, where their worker takes batches.</param>
/// <param name="TraceParent">W3C trace context; null for that of the options, or of the current activity.</param>
public sealed record NewWorkItem<T>(T Payload, string? UniqueKey = null, string? BatchKey = null, string? TraceParent = null);
