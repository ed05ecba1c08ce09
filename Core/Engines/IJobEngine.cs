using Analytics.Catalogue.Jobs;

namespace Analytics.Engines;

/// <summary>
/// Runs one attempt of a job somewhere else: in a sandboxed child process, on a cluster. The caller stores the handle before it
/// waits, so that after a crash of its own it can ask again instead of starting twice.
/// </summary>
public interface IJobEngine
{
    /// <summary>The name that job.yaml and the run's page say: <c>embedded</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Whether tasks run on other machines: then their inputs name keys of the processed store instead of files, and they go on when
    /// this process ends, to be waited for by another.
    /// </summary>
    bool IsRemote { get; }

    /// <summary>What a run of the job is expected to take and to cost here; a guess where nothing better is known.</summary>
    /// <param name="usual">How long its earlier runs took; null where there were none.</param>
    Task<EngineEstimate> EstimateAsync(
        JobDefinition job, long inputBytes, UsualTime? usual, CancellationToken cancellationToken);

    /// <summary>Starts the task and returns its handle. Refused SQL is not thrown here: it is the outcome of the wait.</summary>
    Task<string> StartAsync(EngineTask task, CancellationToken cancellationToken);

    /// <summary>
    /// Waits for the end of a task that this process or, of a remote engine, another one started. Lines reach
    /// <paramref name="log"/> in their order while the task runs. Cancelling the token ends the wait, not the task: that is
    /// <see cref="CancelAsync"/>.
    /// </summary>
    Task<EngineOutcome> WaitAsync(
        EngineTask task, string handle, IProgress<EngineLogLine>? log, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the task by force; it is gone within 2 s where it runs on this machine, and a wait that stands gives
    /// <see cref="Analytics.JobFailures.EngineFailureCode.Cancelled"/>. The handle is unknown from then on, which is no error.
    /// </summary>
    Task CancelAsync(string handle, CancellationToken cancellationToken);

    /// <summary>
    /// Ends what an attempt that nobody follows may have left running, found by its handle or by what the engine knows of its tasks.
    /// False while something may still run: then it is asked again. Only true releases the handle.
    /// </summary>
    Task<bool> EndAsync(AbandonedAttempt attempt, CancellationToken cancellationToken);
}
