namespace Analytics.Work;

/// <summary>Does the work of a queue; made anew, with its scope, for each item.</summary>
public interface IWorkHandler
{
    /// <summary>
    /// Does one item. The token is cancelled when the lease is lost or the service's grace at a stop is over; let the cancellation
    /// escape then. An exception is a failed attempt. Items run at least once: what the handler changes outside of the transaction
    /// that finishes the item must bear a repetition.
    /// </summary>
    Task<WorkResult> HandleAsync(WorkItem item, CancellationToken cancellationToken);
}
