using System.Text;
using System.Text.Json;
using Analytics.Storage;

namespace Analytics.Datasets.Delta;

/// <summary>The log of one table as it lies in the store: a run of commits without a gap, and checkpoints.</summary>
internal sealed class DeltaLog(IObjectStore store, DeltaTable table)
{
    private const int RemovedAtOnce = 1_000;

    /// <summary>
    /// The newest commit that lies there, up to <paramref name="version"/>, and whether readers reach it: from commit 0, or from a
    /// checkpoint. Null where there is none.
    /// </summary>
    public async Task<(long Version, bool IsReachable)?> FindLastAsync(long version, CancellationToken cancellationToken)
    {
        // The note of a checkpoint is the last thing that is written of a log that begins with one; without it the log is short.
        if (await store.FindAsync(DeltaKeys.LastCheckpoint(table.Dataset), cancellationToken) is not null)
        {
            for (var at = version; at >= Math.Max(0, version - 1); at--)
            {
                if (await HasCommitAsync(at, cancellationToken))
                {
                    return (at, true);
                }
            }

            if (await FindCheckpointAsync(cancellationToken) is { } last && last.Version < version - 1
                && await HasCommitAsync(last.Version, cancellationToken))
            {
                return (await FindLastAsync(last.Version, version - 1, cancellationToken), true);
            }
        }

        // Names come in their order, a checkpoint before the commit of its number.
        long? newest = null;
        long? checkpoint = null;
        var isReachable = false;
        await foreach (var entry in store.ListAsync(DeltaKeys.Log(table.Dataset), cancellationToken))
        {
            if (DeltaKeys.VersionOf(entry.Key) is not { } found)
            {
                continue;
            }

            if (found.Version > version)
            {
                break;
            }

            if (found.IsCheckpoint)
            {
                checkpoint = found.Version;
                continue;
            }

            isReachable = (isReachable && newest == found.Version - 1) || found.Version == 0 || checkpoint == found.Version;
            newest = found.Version;
        }

        return newest is { } commit ? (commit, isReachable) : null;
    }

    /// <summary>The newest checkpoint that readers are led to, and how many actions it has; null where there is none.</summary>
    public async Task<(long Version, long Size)?> FindCheckpointAsync(CancellationToken cancellationToken)
    {
        var key = DeltaKeys.LastCheckpoint(table.Dataset);
        if (await store.FindAsync(key, cancellationToken) is not { } entry
            || await store.OpenReadAsync(key, entry.Etag, null, cancellationToken) is not { } content)
        {
            return null;
        }

        await using (content)
        {
            try
            {
                using var note = await JsonDocument.ParseAsync(content, default, cancellationToken);
                return (note.RootElement.GetProperty("version").GetInt64(), note.RootElement.GetProperty("size").GetInt64());
            }
            catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                // It was not written here; the next checkpoint's note takes its place.
                return null;
            }
        }
    }

    /// <summary>Adds a commit, unless one is there already; then says whether that one is this table's.</summary>
    public async Task<PutOutcome> PutAsync(long version, DeltaActions actions, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var lines = new FileStream(actions.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0, useAsync: true);
            if (await store.PutAsync(
                DeltaKeys.Commit(table.Dataset, version), lines, PutCondition.IfAbsent, cancellationToken) is not null)
            {
                return PutOutcome.Written;
            }

            // One that is gone again was removed by another writer, whose log begins later.
            if (await IsOwnAsync(version, cancellationToken) is { } isOwn)
            {
                return isOwn ? PutOutcome.WasThere : PutOutcome.IsForeign;
            }
        }
    }

    /// <summary>Whether a commit was written by this platform, for this very table; null where there is none.</summary>
    public async Task<bool?> IsOwnAsync(long version, CancellationToken cancellationToken)
    {
        var key = DeltaKeys.Commit(table.Dataset, version);
        if (await store.FindAsync(key, cancellationToken) is not { } entry
            || await store.OpenReadAsync(key, entry.Etag, null, cancellationToken) is not { } content)
        {
            return null;
        }

        using var lines = new StreamReader(content, Encoding.UTF8);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (OwnerOf(line) is { } owner)
            {
                return owner == table.AppId;
            }
        }

        return false;
    }

    public async Task<bool> HasCheckpointAsync(long version, CancellationToken cancellationToken) =>
        await store.FindAsync(DeltaKeys.Checkpoint(table.Dataset, version), cancellationToken) is not null;

    /// <summary>Adds a checkpoint from a local file, and then the note that leads readers to it.</summary>
    public async Task PutCheckpointAsync(long version, string path, DeltaActions actions, CancellationToken cancellationToken)
    {
        var size = new FileInfo(path).Length;
        await store.PutFileAsync(DeltaKeys.Checkpoint(table.Dataset, version), path, PutCondition.IfAbsent, cancellationToken);
        var note = JsonSerializer.SerializeToUtf8Bytes(
            new { version, size = actions.Count, sizeInBytes = size, numOfAddFiles = actions.Adds });
        await store.PutAsync(
            DeltaKeys.LastCheckpoint(table.Dataset), new MemoryStream(note), PutCondition.Always, cancellationToken);
    }

    /// <summary>Removes all of it, the note of a checkpoint first: without it the rest is looked at anew by whoever comes next.</summary>
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        await store.DeleteAsync(DeltaKeys.LastCheckpoint(table.Dataset), cancellationToken);
        await RemoveAsync(long.MaxValue, cancellationToken);
    }

    /// <summary>
    /// Removes what is older than the newest checkpoint at or before a version, which is all that readers of that version need; returns
    /// how many objects that were.
    /// </summary>
    public async Task<int> RemoveBeforeAsync(long version, CancellationToken cancellationToken)
    {
        long? checkpoint = null;
        await foreach (var entry in store.ListAsync(DeltaKeys.Log(table.Dataset), cancellationToken))
        {
            if (DeltaKeys.VersionOf(entry.Key) is not { } found)
            {
                continue;
            }

            if (found.Version > version)
            {
                break;
            }

            checkpoint = found.IsCheckpoint ? found.Version : checkpoint;
        }

        return checkpoint is { } oldest ? await RemoveAsync(oldest, cancellationToken) : 0;
    }

    private async Task<bool> HasCommitAsync(long version, CancellationToken cancellationToken) =>
        await store.FindAsync(DeltaKeys.Commit(table.Dataset, version), cancellationToken) is not null;

    /// <summary>The newest commit between one that is there and one that is not: a log has no gap, so that halving finds it.</summary>
    private async Task<long> FindLastAsync(long there, long missing, CancellationToken cancellationToken)
    {
        while (missing - there > 1)
        {
            var middle = there + ((missing - there) / 2);
            (there, missing) = await HasCommitAsync(middle, cancellationToken) ? (middle, missing) : (there, middle);
        }

        return there;
    }

    private async Task<int> RemoveAsync(long before, CancellationToken cancellationToken)
    {
        var removed = 0;
        IReadOnlyList<ObjectKey> old;
        do
        {
            // The oldest come first, so that a page at a time reads each name once.
            old = await ListBeforeAsync(before, cancellationToken);
            foreach (var key in old)
            {
                await store.DeleteAsync(key, cancellationToken);
            }

            removed += old.Count;
        }
        while (old.Count == RemovedAtOnce);
        return removed;
    }

    private async Task<IReadOnlyList<ObjectKey>> ListBeforeAsync(long before, CancellationToken cancellationToken)
    {
        var old = new List<ObjectKey>();
        await foreach (var entry in store.ListAsync(DeltaKeys.Log(table.Dataset), cancellationToken))
        {
            if (old.Count == RemovedAtOnce || DeltaKeys.VersionOf(entry.Key) is { } beyond && beyond.Version >= before)
            {
                break;
            }

            if (DeltaKeys.VersionOf(entry.Key) is not null)
            {
                old.Add(entry.Key);
            }
        }

        return old;
    }

    private static string? OwnerOf(string line)
    {
        try
        {
            using var action = JsonDocument.Parse(line);
            return action.RootElement.ValueKind == JsonValueKind.Object
                && action.RootElement.TryGetProperty("txn", out var transaction)
                && transaction.TryGetProperty("appId", out var owner) ? owner.GetString() : null;
        }
        catch (JsonException)
        {
            // What is no JSON was not written here.
            return null;
        }
    }
}
