using System.Runtime.CompilerServices;
using Analytics.Machine.Files;

namespace Analytics.Storage;

/// <summary>
/// Objects as files below a folder. Written under a hidden temporary name, synced and then renamed, so a reader sees a whole
/// object or none; etag = size, time and inode. Symbolic links are never followed, hidden names are no objects.
/// </summary>
public sealed class DirectoryObjectStore : IObjectStore
{
    private const int CopyBufferBytes = 1 << 20;
    private const int PublishAttempts = 10;
    private static readonly WalkLimits Writes = new() { MaxDepth = 1, Hidden = true };
    private readonly DirectoryRoot _root;
    private readonly SyncedFolders _folders;
    private readonly bool _sync;

    /// <param name="path">The store's folder; made where it is missing.</param>
    /// <param name="syncWrites">Whether a write reaches the disk before it is shown.</param>
    public DirectoryObjectStore(string path, bool syncWrites = true)
    {
        _root = new DirectoryRoot(path);
        _folders = new SyncedFolders(_root.Path, PosixFiles.SyncDirectory);
        _sync = syncWrites;
    }

    /// <summary>The store's folder, links in its own path resolved.</summary>
    public string RootPath => _root.Path;

    public bool MayShowUnfinished => true;

    public bool FetchCopies => false;

    public string AddressOf(ObjectKey key) => $"file://{_root.Path}/{key.Value}";

    public Task<ObjectEntry?> FindAsync(ObjectKey key, CancellationToken cancellationToken) =>
        Task.FromResult(_root.Find(key, out _) is { } status ? EntryOf(key, status) : null);

    public Task<Stream?> OpenReadAsync(ObjectKey key, string etag, ByteRange? range, CancellationToken cancellationToken)
    {
        var handle = _root.Open(key, etag, out var path);
        if (handle is null)
        {
            return Task.FromResult<Stream?>(null);
        }

        var size = RandomAccess.GetLength(handle);
        var start = Math.Clamp(range?.Offset ?? 0, 0, size);
        var length = Math.Clamp(range?.Length ?? long.MaxValue, 0, size - start);
        return Task.FromResult<Stream?>(new PinnedReadStream(handle, _root, key, path, etag, start, length));
    }

    public Task<ObjectEntry?> PutAsync(ObjectKey key, Stream content, PutCondition condition, CancellationToken cancellationToken) =>
        WriteAsync(key, condition, temporary => FillAsync(temporary, content, cancellationToken));

    public Task<ObjectEntry?> PutFileAsync(ObjectKey key, string path, PutCondition condition, CancellationToken cancellationToken) =>
        WriteAsync(key, condition, temporary =>
        {
            // Across devices this copies, which is why it goes to the temporary name first.
            File.Move(path, temporary);
            Touch(temporary);
            Sync(temporary);
            return Task.CompletedTask;
        });

    public async IAsyncEnumerable<ObjectEntry> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in ScanAsync(prefix, cancellationToken))
        {
            if (name.Entry is { } entry)
            {
                yield return entry;
            }
        }
    }

    public async IAsyncEnumerable<ScannedName> ScanAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A folder on a network drive can block for long: leave the caller's thread.
        await Task.Yield();
        foreach (var name in new DirectoryScan(_root, prefix, cancellationToken).Names())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return name;
        }
    }

    public async Task<ObjectEntry?> CopyAsync(ObjectKey source, ObjectKey target, CancellationToken cancellationToken)
    {
        if (await FindAsync(source, cancellationToken) is not { } entry
            || await OpenReadAsync(source, entry.Etag, null, cancellationToken) is not { } content)
        {
            return null;
        }

        await using (content)
        {
            return await PutAsync(target, content, PutCondition.Always, cancellationToken);
        }
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_root.Find(key, out var path) is not null)
        {
            File.Delete(path);
            DeleteEmptyParents(path);
        }

        return Task.CompletedTask;
    }

    public Task<bool> DeleteAsync(ObjectKey key, string etag, CancellationToken cancellationToken)
    {
        if (_root.Find(key, out var path)?.Etag != etag)
        {
            return Task.FromResult(false);
        }

        // Between the look and the removal another file may take the name: what is removed is looked at once more, out of its reach.
        RefuseLinks(key, _root.Writes);
        Directory.CreateDirectory(_root.Writes);
        var aside = Path.Combine(_root.Writes, Guid.NewGuid().ToString("N"));
        try
        {
            File.Move(path, aside);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult(false);
        }

        var same = FileStatus.Of(aside)?.Etag == etag;
        if (!same)
        {
            // A still newer one may have the name already; else this one gets it back.
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? _root.Path);
            PosixFiles.TryMoveNew(aside, path);
        }

        File.Delete(aside);
        DeleteEmptyParents(path);
        return Task.FromResult(same);
    }

    /// <summary>Unfinished writes lie in a folder of their own here, where nobody else writes.</summary>
    public Task<int> AbortStaleWritesAsync(DateTimeOffset before, Func<string, bool> isOwn, CancellationToken cancellationToken)
    {
        var removed = 0;
        if (_root.LinkOn(_root.Writes) is not null)
        {
            // Somebody put a link in its place: what it leads to is not the store's to remove.
            return Task.FromResult(0);
        }

        foreach (var write in new FolderWalk(_root.Writes, Writes).Names().Where(name => name.IsFile))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (write.Status.ModifiedAt < before)
            {
                File.Delete(write.Path);
                removed++;
            }
        }

        return Task.FromResult(removed);
    }

    public Task<string?> FetchAsync(ObjectKey key, string directory, CancellationToken cancellationToken) =>
        Task.FromResult(_root.Find(key, out var path) is not null ? path : null);

    public Task<PartialCopy?> FetchEndAsync(
        ObjectKey key, long length, int bytes, string directory, CancellationToken cancellationToken) =>
        Task.FromResult<PartialCopy?>(null);

    internal static ObjectEntry EntryOf(ObjectKey key, FileStatus status) =>
        new(key, status.Etag, status.Size, status.ModifiedAt);

    private async Task<ObjectEntry?> WriteAsync(ObjectKey key, PutCondition condition, Func<string, Task> fill)
    {
        var path = _root.PathOf(key, out var fault) ?? throw new UnsafePathException(fault ?? $"'{key}' has no path.");
        RefuseLinks(key, path);
        RefuseLinks(key, _root.Writes);
        var temporary = Path.Combine(_root.Writes, Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(_root.Writes);
            await fill(temporary);
            return Publish(key, temporary, path, condition);
        }
        catch (IOException full) when (StorageFullException.IsCauseOf(full))
        {
            throw new StorageFullException($"the object '{key}'", full);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private async Task FillAsync(string temporary, Stream content, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0, useAsync: true);
        await content.CopyToAsync(file, CopyBufferBytes, cancellationToken);
        if (_sync)
        {
            RandomAccess.FlushToDisk(file.SafeFileHandle);
        }
    }

    /// <summary>
    /// Dates a file by the clock of its file system, as what is written here is, and as a bucket does: the age of a file must not hang on
    /// the clock of the machine that put it.
    /// </summary>
    private static void Touch(string path)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.SetLength(handle, RandomAccess.GetLength(handle));
    }

    private void Sync(string path)
    {
        if (_sync)
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }
    }

    private ObjectEntry? Publish(ObjectKey key, string temporary, string path, PutCondition condition)
    {
        var folder = Path.GetDirectoryName(path) ?? _root.Path;
        for (var attempt = 1; ; attempt++)
        {
            Directory.CreateDirectory(folder);
            RefuseLinks(key, path);
            if (FileStatus.Of(path) is { Kind: not FileKind.File })
            {
                throw new UnsafePathException($"A folder or device exists where '{key}' should be written.");
            }

            var written = FileStatus.Of(temporary) ?? throw new IOException($"The unfinished write of '{key}' was removed.");
            try
            {
                if (condition == PutCondition.Always)
                {
                    File.Move(temporary, path, overwrite: true);
                }
                else if (!PosixFiles.TryMoveNew(temporary, path))
                {
                    return null;
                }
            }
            catch (DirectoryNotFoundException) when (attempt < PublishAttempts)
            {
                // A delete took the folder away while it was empty.
                continue;
            }

            if (_sync)
            {
                _folders.Sync(folder);
            }

            return EntryOf(key, written);
        }
    }

    private void RefuseLinks(ObjectKey key, string path)
    {
        if (_root.LinkOn(path) is { } link)
        {
            throw new UnsafePathException($"'{link}' is a symbolic link, so '{key}' is not written through it.");
        }
    }

    private void DeleteEmptyParents(string path)
    {
        for (var at = Path.GetDirectoryName(path) ?? ""; at.Length > _root.Path.Length; at = Path.GetDirectoryName(at) ?? "")
        {
            try
            {
                Directory.Delete(at);
            }
            catch (IOException)
            {
                // Not empty, or gone already: either way the parents stay.
                return;
            }
        }
    }
}
