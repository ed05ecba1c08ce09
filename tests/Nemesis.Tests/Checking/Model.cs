namespace Analytics.Nemesis.Tests.Checking;

/// <summary>What was acknowledged to whoever asked for it: all of this must have come true, once.</summary>
internal sealed class Model
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<LandedFile>> _landings = new(StringComparer.Ordinal);
    private readonly HashSet<long> _replays = [];
    private readonly HashSet<long> _runs = [];
    private readonly HashSet<long> _rollbacks = [];

    /// <summary>By key, in the order of their landing.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<LandedFile>> Landings => Locked(() =>
        _landings.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<LandedFile>)[.. pair.Value], StringComparer.Ordinal));

    /// <summary>Ingestions whose quarantined records were to be read again.</summary>
    public IReadOnlyList<long> Replays => Locked<IReadOnlyList<long>>(() => [.. _replays]);

    public IReadOnlyList<long> Runs => Locked<IReadOnlyList<long>>(() => [.. _runs]);

    /// <summary>Runs that were to be rolled back.</summary>
    public IReadOnlyList<long> Rollbacks => Locked<IReadOnlyList<long>>(() => [.. _rollbacks]);

    public void Land(LandedFile file) => Locked(() =>
    {
        if (!_landings.TryGetValue(file.Key, out var files))
        {
            _landings.Add(file.Key, files = []);
        }

        files.Add(file);
        return true;
    });

    public void Replay(long ingestion) => Locked(() => _replays.Add(ingestion));

    public void Run(long id) => Locked(() => _runs.Add(id));

    public void Rollback(long run) => Locked(() => _rollbacks.Add(run));

    private T Locked<T>(Func<T> action)
    {
        lock (_lock)
        {
            return action();
        }
    }
}
