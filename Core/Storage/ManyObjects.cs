using System.Collections.Concurrent;

namespace Analytics.Storage;

/// <summary>Brings many objects to this machine, several at a time: most of what a small one takes is waiting for the store.</summary>
public static class ManyObjects
{
    /// <summary>Enough to hide a store's delay, and few enough for its patience and this machine's memory.</summary>
    public const int AtOnce = 16;

    /// <summary>
    /// The local paths (<see cref="IObjectStore.FetchAsync"/>) in the order of the keys; or the key of an object that is gone, after which
    /// no more are asked for.
    /// </summary>
    public static async Task<(IReadOnlyList<string> Paths, ObjectKey? Gone)> FetchAllAsync(
        this IObjectStore store, IReadOnlyList<ObjectKey> keys, string directory, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var paths = new string[keys.Count];
        var gone = new ConcurrentBag<int>();
        await EachAsync(
            Enumerable.Range(0, keys.Count),
            async (at, stop) =>
            {
                if (!gone.IsEmpty)
                {
                    return;
                }

                if (await store.FetchAsync(keys[at], directory, stop) is { } path)
                {
                    paths[at] = path;
                }
                else
                {
                    gone.Add(at);
                }
            },
            cancellationToken);
        return gone.IsEmpty ? (paths, null) : ([], keys[gone.Min()]);
    }

    /// <summary>Does something with each object, several at a time; the first fault ends the rest.</summary>
    public static Task EachAsync<T>(
        IEnumerable<T> objects, Func<T, CancellationToken, Task> act, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            objects,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (one, stop) => await act(one, stop));
}
