namespace Analytics.Work;

/// <summary>What became of a write under a lease.</summary>
public enum WorkOutcome
{
    /// <summary>The write was done.</summary>
    Done,

    /// <summary>Nothing was changed: the lease is lost, and the item another's, finished or cancelled. Drop the result.</summary>
    LostLease,

    /// <summary>The write was done, and the item was moved to the dead letters.</summary>
    Dead,
}
