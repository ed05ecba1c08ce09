using Analytics.Machine.Scratch;
using Analytics.Runs;
using Analytics.Work;

namespace Analytics.Processor.Running;

/// <summary>What a worker has in hand while it brings a run forward.</summary>
/// <param name="Item">The work item, whose lease says that the run is this worker's.</param>
/// <param name="Folder">For files of the attempt; it goes with it.</param>
/// <param name="Lines">The run's log.</param>
/// <param name="CancelRequested">Somebody asked to cancel the run.</param>
/// <param name="Stopping">The lease is lost, or the service stops.</param>
internal sealed record RunAttempt(
    WorkItem Item, LeasedRun Run, AttemptFolder Folder, RunLogWriter Lines, CancellationToken CancelRequested, CancellationToken Stopping)
    : IDisposable
{
    private readonly CancellationTokenSource _either = CancellationTokenSource.CreateLinkedTokenSource(CancelRequested, Stopping);

    /// <summary>Either of the two.</summary>
    public CancellationToken Either => _either.Token;

    /// <summary>Which of the run's attempts went before.</summary>
    public AttemptNumber Last => new(Run.Attempt, Run.MaxAttempts);

    public void Dispose() => _either.Dispose();
}
