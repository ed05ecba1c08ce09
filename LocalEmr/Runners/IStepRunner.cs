namespace Analytics.LocalEmr.Runners;

/// <summary>Where steps really run.</summary>
internal interface IStepRunner
{
    /// <summary>
    /// Starts a step; never called twice for one. Where it throws <see cref="OperationCanceledException"/>, the step was not started
    /// and never will be.
    /// </summary>
    Task<StepStart> StartAsync(StepRun run, CancellationToken cancellationToken);

    /// <summary>
    /// Waits for the end of a step, which a process before this one may have started: <see cref="Steps.Step.Handle"/> says what it is
    /// found by, or is null where that process died while it started it.
    /// </summary>
    Task<RunEnd> WaitAsync(StepRun run, CancellationToken cancellationToken);

    /// <summary>Asks all of the step's processes to end, or ends them.</summary>
    Task StopAsync(StepRun run, bool force, CancellationToken cancellationToken);

    /// <summary>Brings the step's logs as they are now into its folder, where they are not there anyway.</summary>
    Task FetchLogsAsync(StepRun run, CancellationToken cancellationToken);
}
