namespace Analytics.Core.FileEvents;

/// <summary>A hint that something happened under a key, as the source wrote it: not checked yet.</summary>
/// <param name="Key">The key as received.</param>
/// <param name="TraceParent">The W3C trace context that came with it, if any.</param>
public sealed record FileEvent(string Key, string? TraceParent = null);
