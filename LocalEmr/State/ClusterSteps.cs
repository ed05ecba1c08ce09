using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Steps;

namespace Analytics.LocalEmr.State;

/// <summary>A cluster and its steps in the order in which they came; touched under the state's lock only.</summary>
internal sealed class ClusterSteps(Cluster cluster)
{
    private readonly List<Step> _steps = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    public Cluster Cluster { get; private set; } = cluster;

    public IReadOnlyList<Step> Steps => _steps;

    public IEnumerable<Step> NewestFirst()
    {
        for (var place = _steps.Count - 1; place >= 0; place--)
        {
            yield return _steps[place];
        }
    }

    public Step? Find(string? id) => id is not null && _places.TryGetValue(id, out var place) ? _steps[place] : null;

    public void Apply(Cluster? cluster, IEnumerable<Step> steps)
    {
        Cluster = cluster ?? Cluster;
        foreach (var step in steps)
        {
            if (_places.TryGetValue(step.Id, out var place))
            {
                _steps[place] = step;
            }
            else
            {
                _places.Add(step.Id, _steps.Count);
                _steps.Add(step);
            }
        }
    }
}
