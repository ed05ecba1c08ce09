namespace Analytics.Fixtures.Aws.InProcess;

/// <summary>The script of an <see cref="InProcessAws"/>: which requests go wrong, and how.</summary>
public sealed class AwsFaults
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _script = [];
    private readonly List<string> _struck = [];

    /// <summary>The faults that struck so far, each as its operation and what it was.</summary>
    public IReadOnlyList<string> Struck
    {
        get
        {
            lock (_lock)
            {
                return [.. _struck];
            }
        }
    }

    /// <param name="operation">As AWS names it: <c>PutObject</c>, <c>ListObjectsV2</c>, <c>ReceiveMessage</c>.</param>
    /// <param name="fault">What befalls it.</param>
    /// <param name="times">How many requests.</param>
    /// <param name="skip">How many requests pass before.</param>
    /// <param name="key">Only those of keys that begin so.</param>
    public AwsFaults Add(string operation, AwsFault fault, int times = 1, int skip = 0, string key = "")
    {
        lock (_lock)
        {
            _script.Add(new Entry(operation, fault, key) { Times = times, Skip = skip });
        }

        return this;
    }

    public void Clear()
    {
        lock (_lock)
        {
            _script.Clear();
        }
    }

    internal AwsFault? Take(string operation, string key)
    {
        lock (_lock)
        {
            var entry = _script.Find(entry =>
                entry.Operation == operation && entry.Times > 0 && key.StartsWith(entry.Key, StringComparison.Ordinal));
            if (entry is null || entry.Skip-- > 0)
            {
                return null;
            }

            entry.Times--;
            _struck.Add($"{operation}: {entry.Fault}");
            return entry.Fault;
        }
    }

    private sealed record Entry(string Operation, AwsFault Fault, string Key)
    {
        public int Times { get; set; }

        public int Skip { get; set; }
    }
}
