using System.Collections.Concurrent;
using Analytics.Retries;

namespace Analytics.Processor.Running;

/// <summary>What the runs of this process wait for: said once, not each time that a run looks again.</summary>
internal sealed class RunWaits
{
    private static readonly Backoff StoreBackoff = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(1));

    private readonly ConcurrentDictionary<long, int> _storeLooks = new();
    private readonly ConcurrentDictionary<long, string> _reasons = new();
    private readonly ConcurrentDictionary<long, string> _outOfReach = new();

    public bool IsWaiting(long runId) => _reasons.ContainsKey(runId);

    /// <summary>Notes why a run waits; false when it did so for this reason already.</summary>
    public bool Begin(long runId, string reason)
    {
        var isNew = !_reasons.TryGetValue(runId, out var known) || known != reason;
        _reasons[runId] = reason;
        return isNew;
    }

    /// <summary>How long to wait for the store until the next look, which may fetch all inputs anew: the looks become rarer.</summary>
    public TimeSpan StoreDelay(long runId)
    {
        var looks = _storeLooks.AddOrUpdate(runId, 1, (_, before) => before + 1);
        return StoreBackoff.Full(looks - 1);
    }

    /// <summary>Notes why a run's last attempt is out of reach; false when that is known already.</summary>
    public bool IsOutOfReach(long runId, string reason)
    {
        var isNew = !_outOfReach.TryGetValue(runId, out var known) || known != reason;
        _outOfReach[runId] = reason;
        return isNew;
    }

    public void Forget(long runId) => _outOfReach.TryRemove(runId, out _);

    public void End(long runId)
    {
        _reasons.TryRemove(runId, out _);
        _storeLooks.TryRemove(runId, out _);
    }
}
