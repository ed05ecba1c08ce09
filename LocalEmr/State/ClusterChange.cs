using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Steps;

namespace Analytics.LocalEmr.State;

/// <summary>A change that is being made: it shows what it has put already, and is kept as a whole or not at all.</summary>
internal sealed class ClusterChange(ClusterSteps current)
{
    private readonly List<Step> _added = [];
    private readonly Dictionary<string, Step> _put = new(StringComparer.Ordinal);

    public Cluster Cluster { get; set; } = current.Cluster;

    public IEnumerable<Step> Steps =>
        current.Steps.Select(step => _put.GetValueOrDefault(step.Id, step)).Concat(_added.Select(step => _put[step.Id]));

    /// <summary>The cluster, where it has changed.</summary>
    public Cluster? ChangedCluster => ReferenceEquals(Cluster, current.Cluster) ? null : Cluster;

    public IReadOnlyCollection<Step> ChangedSteps =>
        [.. _put.Values.Where(step => current.Find(step.Id) is not null), .. _added.Select(step => _put[step.Id])];

    public Step? Find(string? id) => id is not null && _put.TryGetValue(id, out var step) ? step : current.Find(id);

    public void Put(Step step)
    {
        if (!_put.ContainsKey(step.Id) && current.Find(step.Id) is null)
        {
            _added.Add(step);
        }

        _put[step.Id] = step;
    }
}
