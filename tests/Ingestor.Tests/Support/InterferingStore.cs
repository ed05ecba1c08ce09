using Analytics.Storage;

namespace Analytics.Ingestor.Tests.Support;

/// <summary>A real store in which something happens just after an object was opened, or before one is looked for.</summary>
internal sealed class InterferingStore(IObjectStore store, Func<ObjectKey, Task> afterOpen, Func<ObjectKey, Task>? beforeFind = null)
    : IObjectStore
{
    public bool MayShowUnfinished => store.MayShowUnfinished;

    public bool FetchCopies => store.FetchCopies;

    public async Task<Stream?> OpenReadAsync(ObjectKey key, string etag, ByteRange? range, CancellationToken cancellationToken)
    {
        var stream = await store.OpenReadAsync(key, etag, range, cancellationToken);
        await afterOpen(key);
        return stream;
    }

    public string AddressOf(ObjectKey key) => store.AddressOf(key);

    public async Task<ObjectEntry?> FindAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        await (beforeFind?.Invoke(key) ?? Task.CompletedTask);
        return await store.FindAsync(key, cancellationToken);
    }

    public Task<ObjectEntry?> PutAsync(ObjectKey key, Stream content, PutCondition condition, CancellationToken cancellationToken) =>
        store.PutAsync(key, content, condition, cancellationToken);

    public Task<ObjectEntry?> PutFileAsync(ObjectKey key, string path, PutCondition condition, CancellationToken cancellationToken) =>
        store.PutFileAsync(key, path, condition, cancellationToken);

    public IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken cancellationToken) =>
        store.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<ScannedName> ScanAsync(string prefix, CancellationToken cancellationToken) =>
        store.ScanAsync(prefix, cancellationToken);

    public Task<ObjectEntry?> CopyAsync(ObjectKey source, ObjectKey target, CancellationToken cancellationToken) =>
        store.CopyAsync(source, target, cancellationToken);

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken) => store.DeleteAsync(key, cancellationToken);

    public Task<bool> DeleteAsync(ObjectKey key, string etag, CancellationToken cancellationToken) =>
        store.DeleteAsync(key, etag, cancellationToken);

    public Task<int> AbortStaleWritesAsync(DateTimeOffset before, Func<string, bool> isOwn, CancellationToken cancellationToken) =>
        store.AbortStaleWritesAsync(before, isOwn, cancellationToken);

    public Task<string?> FetchAsync(ObjectKey key, string directory, CancellationToken cancellationToken) =>
        store.FetchAsync(key, directory, cancellationToken);

    public Task<PartialCopy?> FetchEndAsync(
        ObjectKey key, long length, int bytes, string directory, CancellationToken cancellationToken) =>
        store.FetchEndAsync(key, length, bytes, directory, cancellationToken);
}
