using System.Numerics;
using Analytics.Tabular.Constraints;

namespace Analytics.Tabular.Unique;

/// <summary>
/// The values of a unique column: in memory while they are few, then sorted on disk behind a filter. Each value is
/// judged when it comes, so that the later record is the duplicate.
/// </summary>
internal sealed class UniqueIndex : IUniqueKeys
{
    private const int KeyBytes = 16;

    /// <summary>Runs on disk, at most: past that they are merged into one.</summary>
    private const int MaxRuns = 8;

    private readonly string _folder;
    private readonly KeyHash _hash = new();
    private readonly KeyTable _table;
    private readonly int _filterWords;
    private readonly List<KeyRun> _runs = [];
    private KeyFilter? _filter;

    /// <summary>
    /// Keeps about <paramref name="memoryBytes"/> in memory, and the rest as files in <paramref name="folder"/>.
    /// </summary>
    public UniqueIndex(string folder, long memoryBytes)
    {
        _folder = folder;

        // A third for the table, the rest for the filter: the more bits a key has there, the fewer look-ups go to
        // disk in vain.
        var slots = (int)Math.Clamp(memoryBytes / 3 / KeyBytes, 16, 1 << 26);
        _table = new KeyTable(_hash, 1 << BitOperations.Log2((uint)slots));
        _filterWords = (int)Math.Clamp(memoryBytes / 3 * 2 / sizeof(ulong), 64, 1 << 27) / 8 * 8;
    }

    public bool Contains(ReadOnlySpan<byte> key)
    {
        var number = UniqueKey.Of(key);
        return IsOnDisk(number) || _table.Contains(number);
    }

    public void Add(ReadOnlySpan<byte> key)
    {
        if (_table.TryAdd(UniqueKey.Of(key)) && _table.IsFull)
        {
            Spill();
        }
    }

    public void Dispose()
    {
        foreach (var run in _runs)
        {
            run.Dispose();
        }

        _runs.Clear();
    }

    private bool IsOnDisk(UInt128 key)
    {
        if (_filter is null || !_filter.MayContain(key))
        {
            return false;
        }

        foreach (var run in _runs)
        {
            if (run.Contains(key))
            {
                return true;
            }
        }

        return false;
    }

    private void Spill()
    {
        _filter ??= new KeyFilter(_hash, _filterWords);
        var run = NewRun();
        foreach (var key in _table.Sort())
        {
            _filter.Add(key);
            run.Append(key);
        }

        run.Complete();
        _table.Clear();
        if (_runs.Count > MaxRuns)
        {
            Merge();
        }
    }

    private KeyRun NewRun()
    {
        var run = new KeyRun(_folder);
        _runs.Add(run);
        return run;
    }

    private void Merge()
    {
        var old = _runs.ToList();
        var merged = NewRun();
        foreach (var key in Ascending(old))
        {
            merged.Append(key);
        }

        merged.Complete();
        foreach (var run in old)
        {
            _runs.Remove(run);
            run.Dispose();
        }
    }

    private static IEnumerable<UInt128> Ascending(List<KeyRun> runs)
    {
        var next = new PriorityQueue<IEnumerator<UInt128>, UInt128>();
        foreach (var run in runs)
        {
            Enqueue(next, run.Read().GetEnumerator());
        }

        while (next.TryDequeue(out var keys, out var key))
        {
            yield return key;
            Enqueue(next, keys);
        }
    }

    private static void Enqueue(PriorityQueue<IEnumerator<UInt128>, UInt128> next, IEnumerator<UInt128> keys)
    {
        if (keys.MoveNext())
        {
            next.Enqueue(keys, keys.Current);
        }
        else
        {
            keys.Dispose();
        }
    }
}
