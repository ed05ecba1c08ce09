using System.Collections.Concurrent;

namespace Analytics.Processor.Running;

/// <summary>What the runs of this process wait for: said once, not each time that a run looks again.</summary>
internal sealed class RunWaits
{
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

    /// <summary>Notes why a run's last attempt is out of reach; false when that is known already.</summary>
    public bool IsOutOfReach(long runId, string reason)
    {
        var isNew = !_outOfReach.TryGetValue(runId, out var known) || known != reason;
        _outOfReach[runId] = reason;
        return isNew;
    }

    public void Forget(long runId) => _outOfReach.TryRemove(runId, out _);

    public void End(long runId) => _reasons.TryRemove(runId, out _);
}
