using Analytics.Work;

namespace Analytics.Datasets;

/// <summary>An outcome that waits for its commit, and the work item that the commit finishes.</summary>
public sealed record PendingCommit(IngestOutcome Outcome, WorkItem Item);
