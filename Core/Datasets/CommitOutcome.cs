namespace Analytics.Datasets;

public enum CommitOutcome
{
    /// <summary>The rows are in a new version.</summary>
    Committed,

    /// <summary>The file's rejection is recorded; no version was made.</summary>
    Rejected,

    /// <summary>A newer object under the same key was committed first; nothing was added.</summary>
    Superseded,

    /// <summary>The same object was committed under the same contract before, or its records were replayed before.</summary>
    AlreadyDone,

    /// <summary>The work item belongs to another worker by now; nothing was changed.</summary>
    LeaseLost,
}
