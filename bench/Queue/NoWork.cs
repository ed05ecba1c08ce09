using Analytics.Work;

namespace Analytics.Bench.Queue;

/// <summary>Does nothing, and says when it was asked to.</summary>
internal sealed class NoWork(HandledItems handled, TimeProvider time) : IWorkHandler
{
    public const string Queue = "bench";

    public Task<WorkResult> HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        handled.Add(time.GetTimestamp());
        return Task.FromResult(WorkResult.Done);
    }
}
