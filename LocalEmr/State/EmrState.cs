using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Options;
using Analytics.LocalEmr.Protocol;

using Microsoft.Extensions.Options;

namespace Analytics.LocalEmr.State;

/// <summary>
/// All clusters and steps. A change is in the journal before anyone sees it, so what was answered once is true after a crash, too.
/// </summary>
internal sealed class EmrState : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ClusterSteps> _clusters = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];
    private readonly Journal _journal;
    private readonly FileStream _lock;

    public EmrState(IOptions<LocalEmrOptions> options, TimeProvider time)
    {
        var folder = MakeFolder(options.Value.DataPath);
        _lock = TakeLock(Path.Combine(folder, "lock"));
        _journal = new Journal(Path.Combine(folder, "journal.jsonl"));
        var oldest = time.GetUtcNow() - options.Value.KeepClusters;
        foreach (var entry in _journal.Read())
        {
            Apply(entry);
        }

        foreach (var (id, _) in _clusters.Where(pair => pair.Value.Cluster.Ended < oldest).ToList())
        {
            _clusters.Remove(id);
            _order.Remove(id);
        }

        _journal.Rewrite(_order.Select(id => new JournalEntry(id, _clusters[id].Cluster, _clusters[id].Steps)));
    }

    /// <summary>Told which cluster has changed, without the lock.</summary>
    public Action<string> OnChanged { get; set; } = _ => { };

    public void Add(Cluster cluster, IReadOnlyCollection<Steps.Step> steps)
    {
        lock (_gate)
        {
            var entry = new JournalEntry(cluster.Id, cluster, steps);
            _journal.Append(entry);
            Apply(entry);
        }

        OnChanged(cluster.Id);
    }

    /// <summary>Changes a cluster; what <paramref name="change"/> throws leaves all as it was.</summary>
    public T Change<T>(string? id, Func<ApiException> missing, Func<ClusterChange, T> change)
    {
        T result;
        lock (_gate)
        {
            var current = Find(id) ?? throw missing();
            var made = new ClusterChange(current);
            result = change(made);
            if (made.ChangedCluster is null && made.ChangedSteps.Count == 0)
            {
                return result;
            }

            var entry = new JournalEntry(current.Cluster.Id, made.ChangedCluster, made.ChangedSteps);
            _journal.Append(entry);
            Apply(entry);
        }

        OnChanged(id ?? "");
        return result;
    }

    public T Read<T>(string? id, Func<Cluster, ClusterSteps, T> read, Func<ApiException>? missing = null)
    {
        lock (_gate)
        {
            var found = Find(id) ?? throw (missing?.Invoke() ?? ApiException.NoCluster(id));
            return read(found.Cluster, found);
        }
    }

    /// <summary>All clusters, the newest first.</summary>
    public IReadOnlyList<Cluster> Clusters()
    {
        lock (_gate)
        {
            return [.. Enumerable.Reverse(_order).Select(id => _clusters[id].Cluster)];
        }
    }

    public void Dispose()
    {
        _journal.Dispose();
        _lock.Dispose();
    }

    private ClusterSteps? Find(string? id) => id is not null && _clusters.TryGetValue(id, out var found) ? found : null;

    private void Apply(JournalEntry entry)
    {
        if (!_clusters.TryGetValue(entry.ClusterId, out var cluster))
        {
            if (entry.Cluster is null)
            {
                return;
            }

            cluster = new ClusterSteps(entry.Cluster);
            _clusters.Add(entry.ClusterId, cluster);
            _order.Add(entry.ClusterId);
        }

        cluster.Apply(entry.Cluster, entry.Steps ?? []);
    }

    /// <summary>The folder, for this user alone: what lies in it is run.</summary>
    private static string MakeFolder(string path)
    {
        var folder = Directory.CreateDirectory(path).FullName;
        if (OperatingSystem.IsWindows())
        {
            return folder;
        }

        try
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return folder;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new InvalidOperationException(
                $"'{folder}' belongs to another user, who could change what runs here. Name a folder of your own by "
                + $"{LocalEmrOptions.Section}:{nameof(LocalEmrOptions.DataPath)}.", exception);
        }
    }

    private static FileStream TakeLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new InvalidOperationException(
                $"'{path}' cannot be locked: another LocalEmr uses this folder. Give this one its own by "
                + $"{LocalEmrOptions.Section}:{nameof(LocalEmrOptions.DataPath)}.", exception);
        }
    }
}
