namespace Analytics.Storage.FileEvents;

/// <summary>
/// Hints that an object appeared or changed in the raw store: a directory watcher, or a queue of notifications. Hints may be lost,
/// doubled and reordered; the periodic listing is the truth.
/// </summary>
public interface IFileEvents
{
    /// <summary>
    /// Yields hints until the token is cancelled. A hint is acknowledged when the next one is asked for, so the consumer records an
    /// object before it moves on.
    /// </summary>
    IAsyncEnumerable<FileEvent> ReadAsync(CancellationToken cancellationToken);
}
