using Analytics.Database;
using Analytics.Engines;
using Analytics.Failures;
using Analytics.Machine.Files;
using Analytics.Machine.Scratch;
using Analytics.Processor.Options;
using Analytics.Results;
using Analytics.Retries;
using Analytics.Runs;
using Analytics.Storage;
using Analytics.Work;

using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Processor.Running;

/// <summary>
/// Takes a run from its queue to its end: begin and pin, compute, publish, load. Each step's result is kept before the next begins,
/// so that a worker that takes the run again goes on from there. A failure that may pass waits within the run, which keeps the job's
/// later runs behind it.
/// </summary>
internal sealed class RunHandler(
    RunProgress progress,
    RunEngines engines,
    RunOutputs outputs,
    RunScratch scratch,
    RunCancels cancels,
    RunWaits waits,
    RunLog log,
    ResultLoader loader,
    RunTelemetry telemetry,
    IOptions<ProcessorOptions> options,
    IOptions<WorkOptions> work,
    TimeProvider time,
    ILogger<RunHandler> logger) : IWorkHandler
{
    private static readonly TimeSpan DatabaseDelay = TimeSpan.FromSeconds(2);

    public async Task<WorkResult> HandleAsync(WorkItem item, CancellationToken cancellationToken)
    {
        switch (await progress.BeginAsync(item, cancellationToken))
        {
            case RunStart.Begun { Run: var run }:
                return await GoOnAsync(item, run, cancellationToken);
            case RunStart.Unwanted { Run: var run }:
                return await CancelAsync(item, run, cancellationToken);
            case RunStart.Busy:
                return WorkResult.Postpone(options.Value.BusyDelay);
            case RunStart.Lost:
                return WorkResult.Written(WorkOutcome.LostLease);
            default:
                return WorkResult.Done;
        }
    }

    private async Task<WorkResult> CancelAsync(WorkItem item, LeasedRun run, CancellationToken cancellationToken)
    {
        await using var lines = new RunLogWriter(log, run.Id, run.Attempt, time, logger);
        return await EndAsync(item, run, RunStates.Cancelled, null, mayRunOn: false, lines, cancellationToken);
    }

    private async Task<WorkResult> GoOnAsync(WorkItem item, LeasedRun run, CancellationToken cancellationToken)
    {
        await using var lines = new RunLogWriter(log, run.Id, run.Attempt, time, logger);
        using var activity = RunTelemetry.Start(run);
        await telemetry.LinkAsync(activity, run, cancellationToken);
        using var scope = logger.OfRun(run.Id, run.Definition.Job.Name);
        using var watch = cancels.Hold(run.Id, run.CancelRequested);
        using var folder = scratch.New();
        try
        {
            var result = await GoOnAsync(item, run, folder, lines, watch.Requested, cancellationToken);
            waits.End(run.Id);
            return result;
        }
        catch (Exception exception) when (Transient.IsTransient(exception))
        {
            SayDatabaseAwaited(run, lines, exception);
            return WorkResult.Postpone(DatabaseDelay);
        }
        catch (Exception exception) when (StorageErrors.IsTransient(exception))
        {
            // What a step on another machine has computed is taken once the store is back: no fault of the run, and no attempt of it.
            SayWaiting(run, lines, exception, $"The store does not answer: {exception.Message} The run will continue when it is back.");
            return WorkResult.Postpone(waits.StoreDelay(run.Id));
        }
    }

    private async Task<WorkResult> GoOnAsync(
        WorkItem item, LeasedRun run, AttemptFolder folder, RunLogWriter lines, CancellationToken cancelRequested,
        CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancelRequested, cancellationToken);
        try
        {
            if (run.Output is { } kept && !run.CancelRequested)
            {
                var attempt = new RunAttempt(run.Attempt, run.MaxAttempts);
                return await LoadAsync(item, run, attempt, kept, folder, lines, either.Token, cancellationToken);
            }

            // An attempt that may still run is ended by its engine before the run is.
            if (run.Output is null && (!run.CancelRequested || run.Engine is not null))
            {
                return await ComputeAsync(item, run, folder, lines, either.Token, cancelRequested, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancelRequested.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // What was begun is undone, or lies under keys that nothing names.
        }

        return await EndAsync(item, run, RunStates.Cancelled, null, mayRunOn: false, lines, cancellationToken);
    }

    private async Task<WorkResult> ComputeAsync(
        WorkItem item, LeasedRun run, AttemptFolder folder, RunLogWriter lines, CancellationToken either,
        CancellationToken cancelRequested, CancellationToken cancellationToken)
    {
        switch (await engines.RunAsync(item, run, folder, lines, cancelRequested, cancellationToken))
        {
            case AttemptEnd.Output output:
                return await PublishAsync(item, run, output, folder, lines, either, cancellationToken);
            case AttemptEnd.Failed failed:
                await KeepUsageAsync(item, run, failed.Usage, lines, cancellationToken);
                return failed.MayRunOn
                    ? await EndAsync(item, run, RunStates.Failed, failed.Cause, mayRunOn: true, lines, cancellationToken)
                    : await FailAsync(item, run, failed.Attempt, failed.Cause, failed.Retryable, lines, cancellationToken);
            case AttemptEnd.Cancelled cancelled:
                await KeepUsageAsync(item, run, cancelled.Usage, lines, cancellationToken);
                return await EndAsync(item, run, RunStates.Cancelled, null, cancelled.MayRunOn, lines, cancellationToken);
            case AttemptEnd.OutOfReach { Reason: var reason }:
                if (waits.IsOutOfReach(run.Id, reason))
                {
                    lines.Warning(reason);
                }

                return WorkResult.Postpone(options.Value.BusyDelay);
            default:
                return WorkResult.Written(WorkOutcome.LostLease);
        }
    }

    /// <summary>What gave no result was paid for, too.</summary>
    private async Task KeepUsageAsync(
        WorkItem item, LeasedRun run, EngineUsage? usage, RunLogWriter lines, CancellationToken cancellationToken)
    {
        if (usage is not null)
        {
            RunTelemetry.Used(run.Definition.Job.Name, usage);
            await StoreUsageAsync(item, run, usage, lines, cancellationToken);
        }
    }

    /// <summary>A lease that is lost meanwhile is the next write's to find.</summary>
    private Task<bool> StoreUsageAsync(
        WorkItem item, LeasedRun run, EngineUsage usage, RunLogWriter lines, CancellationToken cancellationToken) =>
        RetryAsync(run, lines, token => progress.StoreUsageAsync(item, usage, token), cancellationToken);

    private async Task<WorkResult> PublishAsync(
        WorkItem item, LeasedRun run, AttemptEnd.Output end, AttemptFolder folder, RunLogWriter lines, CancellationToken either,
        CancellationToken cancellationToken)
    {
        RunTelemetry.Used(run.Definition.Job.Name, end.Result.Usage);
        lines.Info($"The script gave {end.Result.Rows} rows in {end.Result.Usage.WallTime.TotalSeconds:F1} s.");
        RunOutput output;
        try
        {
            using var step = RunTelemetry.Step("publish output");
            output = await outputs.PublishAsync(run, end.Attempt.Number, end.Result.Files, either);
        }
        catch (IOException exception) when (StorageFullException.IsCauseOf(exception))
        {
            var cause = new RunCause(
                EngineFailureCode.DiskFull, "There is no space left for the output in the processed store.", [exception.Message],
                "Free space in the processed store, then run the job again. The result table keeps its last good result.");
            await StoreUsageAsync(item, run, end.Result.Usage, lines, either);
            return await FailAsync(item, run, end.Attempt, cause, retryable: true, lines, cancellationToken);
        }

        var isHeld = await RetryAsync(
            run,
            lines,
            async token => await progress.StoreUsageAsync(item, end.Result.Usage, token)
                && await progress.StoreOutputAsync(item, output, token),
            either);
        return isHeld
            ? await LoadAsync(item, run, end.Attempt, output, folder, lines, either, cancellationToken)
            : WorkResult.Written(WorkOutcome.LostLease);
    }

    private async Task<WorkResult> LoadAsync(
        WorkItem item, LeasedRun run, RunAttempt attempt, RunOutput output, AttemptFolder folder, RunLogWriter lines,
        CancellationToken either, CancellationToken cancellationToken)
    {
        if (!waits.IsWaiting(run.Id))
        {
            lines.Info($"Loading {output.Rows} rows into results.{run.Definition.Job.Output.Table}.");
        }

        LoadOutcome outcome;
        using (RunTelemetry.Step("load result"))
        {
            outcome = await RetryAsync(run, lines, token => loader.LoadAsync(run, output, item, folder.Path, token), either);
        }

        switch (outcome)
        {
            case LoadOutcome.Loaded loaded:
                lines.Info($"The run succeeded: {loaded.Rows} rows are in results.{run.Definition.Job.Output.Table}.");
                logger.RunSucceeded(run.Id, run.Definition.Job.Name, loaded.Rows);
                RunTelemetry.Ended(run, RunStates.Succeeded, code: null, loaded.Rows);
                await TidyAsync(run, output, cancellationToken);
                return WorkResult.Written(WorkOutcome.Done);
            case LoadOutcome.AlreadyLoaded:
                return WorkResult.Done;
            case LoadOutcome.Refused refused:
                return await FailAsync(item, run, attempt, refused.Cause, retryable: false, lines, cancellationToken);
            case LoadOutcome.OutputGone gone:
                var cause = new RunCause(
                    "output.missing", "The output was gone from the processed store before it was loaded.", [gone.Key],
                    "Find out what removes files under results/; the run computes it again.");
                return await FailAsync(item, run, attempt, cause, retryable: true, lines, cancellationToken);
            default:
                return WorkResult.Written(WorkOutcome.LostLease);
        }
    }

    private async Task<WorkResult> FailAsync(
        WorkItem item, LeasedRun run, RunAttempt attempt, RunCause cause, bool retryable, RunLogWriter lines,
        CancellationToken cancellationToken)
    {
        lines.Error(cause.Message);
        if (!retryable || attempt.Number >= attempt.Most)
        {
            return await EndAsync(item, run, RunStates.Failed, cause, mayRunOn: false, lines, cancellationToken);
        }

        var delay = new Backoff(run.Definition.Job.Retries.Backoff, options.Value.LongestBackoff).After(attempt.Number - 1);
        lines.Warning($"Attempt {attempt.Number} of {attempt.Most} failed; the next begins in {delay.TotalSeconds:F0} s.");
        RunTelemetry.AttemptFailed(cause.Code);
        return await RetryAsync(run, lines, token => progress.ForgetAttemptAsync(item, token), cancellationToken)
            ? WorkResult.Postpone(delay)
            : WorkResult.Written(WorkOutcome.LostLease);
    }

    private async Task<WorkResult> EndAsync(
        WorkItem item, LeasedRun run, string state, RunCause? cause, bool mayRunOn, RunLogWriter lines,
        CancellationToken cancellationToken)
    {
        waits.Forget(run.Id);
        var outcome = await RetryAsync(run, lines, token => progress.EndAsync(item, state, cause, mayRunOn, token), cancellationToken);
        if (outcome is WorkOutcome.Done)
        {
            if (state is RunStates.Cancelled)
            {
                lines.Warning("The run was cancelled.");
            }

            logger.RunEnded(run.Id, run.Definition.Job.Name, state, cause?.Code ?? state);
            RunTelemetry.Ended(run, state, cause?.Code, rows: 0);
            await TidyAsync(run, kept: null, cancellationToken);
        }

        return WorkResult.Written(outcome);
    }

    /// <summary>The run has ended by now: it does not wait for a store to remove what it left.</summary>
    private async Task TidyAsync(LeasedRun run, RunOutput? kept, CancellationToken cancellationToken)
    {
        try
        {
            await outputs.TidyAsync(run, kept, cancellationToken);
        }
        catch (Exception exception) when (StorageErrors.IsTransient(exception))
        {
            logger.OutputsLeft(exception, run.Id);
        }
    }

    /// <summary>Past the lease another worker may have the run, so that nothing is tried for longer.</summary>
    private Task<T> RetryAsync<T>(
        LeasedRun run, RunLogWriter lines, Func<CancellationToken, Task<T>> write, CancellationToken cancellationToken) =>
        Transient.RetryAsync(
            write, time, work.Value.Lease, cancellationToken, (exception, _) => SayDatabaseAwaited(run, lines, exception));

    private void SayDatabaseAwaited(LeasedRun run, RunLogWriter lines, Exception exception) => SayWaiting(
        run, lines, exception, exception is PostgresException { SqlState: PostgresErrorCodes.DiskFull }
            ? "The database's disk is full. The run is waiting and will continue once there is room: free space on the database's volume."
            : "The database could not be reached. The run will continue when it is back.");

    private void SayWaiting(LeasedRun run, RunLogWriter lines, Exception exception, string reason)
    {
        if (waits.Begin(run.Id, reason))
        {
            logger.RunAwaits(exception, run.Id, reason);
            lines.Warning(reason);
        }
    }
}
