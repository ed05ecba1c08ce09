using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Steps;

namespace Analytics.LocalEmr.State;

/// <summary>A line of the journal: what one change has put.</summary>
internal sealed record JournalEntry(string ClusterId, Cluster? Cluster, IReadOnlyCollection<Step>? Steps);
