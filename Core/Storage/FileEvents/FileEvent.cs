namespace Analytics.Storage.FileEvents;

/// <summary>A hint that something happened under a key, as the source wrote it: not checked yet.</summary>
/// <param name="Key">The key as received; empty for <see cref="Lost"/>.</param>
/// <param name="TraceParent">The W3C trace context that came with it, if any.</param>
public sealed record FileEvent(string Key, string? TraceParent = null)
{
    /// <summary>Hints may have been lost, or none could be had before now: only a listing tells what is there.</summary>
    public static readonly FileEvent Lost = new("");
}
