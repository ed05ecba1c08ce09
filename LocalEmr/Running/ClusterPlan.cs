using Analytics.LocalEmr.Steps;

namespace Analytics.LocalEmr.Running;

/// <summary>What follows from a cluster's state now.</summary>
/// <param name="Start">Steps that are RUNNING from now on, to be started.</param>
/// <param name="DueIn">When time alone changes something; null where it does not.</param>
internal sealed record ClusterPlan(IReadOnlyList<Step> Start, TimeSpan? DueIn)
{
    public static readonly ClusterPlan Nothing = new([], null);
}
