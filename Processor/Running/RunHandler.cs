using Analytics.Database;
using Analytics.Engines;
using Analytics.JobFailures;
using Analytics.Machine.Files;
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
        using var folder = scratch.New();
        using var attempt = new RunAttempt(item, run, folder, lines, CancellationToken.None, cancellationToken);
        return await EndAsync(attempt, RunStates.Cancelled, null, mayRunOn: false);
    }

    private async Task<WorkResult> GoOnAsync(WorkItem item, LeasedRun run, CancellationToken cancellationToken)
    {
        await using var lines = new RunLogWriter(log, run.Id, run.Attempt, time, logger);
        using var activity = RunTelemetry.Start(run);
        await telemetry.LinkAsync(activity, run, cancellationToken);
        using var scope = logger.OfRun(run.Id, run.Definition.Job.Name);
        using var watch = cancels.Hold(run.Id, run.CancelRequested);
        using var folder = scratch.New();
        using var attempt = new RunAttempt(item, run, folder, lines, watch.Requested, cancellationToken);
        try
        {
            var result = await GoOnAsync(attempt);
            waits.End(run.Id);
            return result;
        }
        catch (Exception exception) when (Transient.IsTransient(exception))
        {
            SayDatabaseAwaited(attempt, exception);
            return WorkResult.Postpone(DatabaseDelay);
        }
        catch (Exception exception) when (StorageErrors.IsTransient(exception))
        {
            // What a step on another machine has computed is taken once the store is back: no fault of the run, and no attempt of it.
            SayWaiting(attempt, exception, $"The store does not answer: {exception.Message} The run will continue when it is back.");
            return WorkResult.Postpone(waits.StoreDelay(run.Id));
        }
    }

    private async Task<WorkResult> GoOnAsync(RunAttempt attempt)
    {
        var run = attempt.Run;
        try
        {
            if (run.Output is { } kept && !run.CancelRequested)
            {
                return await LoadAsync(attempt, attempt.Last, kept);
            }

            // An attempt that may still run is ended by its engine before the run is.
            if (run.Output is null && (!run.CancelRequested || run.Engine is not null))
            {
                return await ComputeAsync(attempt);
            }
        }
        catch (OperationCanceledException)
            when (attempt.CancelRequested.IsCancellationRequested && !attempt.Stopping.IsCancellationRequested)
        {
            // What was begun is undone, or lies under keys that nothing names.
        }

        return await EndAsync(attempt, RunStates.Cancelled, null, mayRunOn: false);
    }

    private async Task<WorkResult> ComputeAsync(RunAttempt attempt)
    {
        switch (await engines.RunAsync(attempt))
        {
            case AttemptEnd.Output output:
                return await PublishAsync(attempt, output);
            case AttemptEnd.Failed failed:
                await KeepUsageAsync(attempt, failed.Usage);
                return failed.MayRunOn
                    ? await EndAsync(attempt, RunStates.Failed, failed.Cause, mayRunOn: true)
                    : await FailAsync(attempt, failed.Attempt, failed.Cause, failed.Retryable);
            case AttemptEnd.Cancelled cancelled:
                await KeepUsageAsync(attempt, cancelled.Usage);
                return await EndAsync(attempt, RunStates.Cancelled, null, cancelled.MayRunOn);
            case AttemptEnd.OutOfReach { Reason: var reason }:
                if (waits.IsOutOfReach(attempt.Run.Id, reason))
                {
                    attempt.Lines.Warning(reason);
                }

                return WorkResult.Postpone(options.Value.BusyDelay);
            default:
                return WorkResult.Written(WorkOutcome.LostLease);
        }
    }

    /// <summary>What gave no result was paid for, too.</summary>
    private async Task KeepUsageAsync(RunAttempt attempt, EngineUsage? usage)
    {
        if (usage is not null)
        {
            RunTelemetry.Used(attempt.Run.Definition.Job.Name, usage);
            await StoreUsageAsync(attempt, usage, attempt.Stopping);
        }
    }

    /// <summary>A lease that is lost meanwhile is the next write's to find.</summary>
    private Task<bool> StoreUsageAsync(RunAttempt attempt, EngineUsage usage, CancellationToken cancellationToken) =>
        RetryAsync(attempt, token => progress.StoreUsageAsync(attempt.Item, usage, token), cancellationToken);

    private async Task<WorkResult> PublishAsync(RunAttempt attempt, AttemptEnd.Output end)
    {
        RunTelemetry.Used(attempt.Run.Definition.Job.Name, end.Result.Usage);
        attempt.Lines.Info($"The script gave {end.Result.Rows} rows in {end.Result.Usage.WallTime.TotalSeconds:F1} s.");
        RunOutput output;
        try
        {
            using var step = RunTelemetry.Step("publish output");
            output = await outputs.PublishAsync(attempt.Run, end.Attempt.Number, end.Result.Files, attempt.Either);
        }
        catch (IOException exception) when (StorageFullException.IsCauseOf(exception))
        {
            var cause = new RunCause(
                EngineFailureCode.DiskFull, "There is no space left for the output in the processed store.", [exception.Message],
                "Free space in the processed store, then run the job again. The result table keeps its last good result.");
            await StoreUsageAsync(attempt, end.Result.Usage, attempt.Either);
            return await FailAsync(attempt, end.Attempt, cause, retryable: true);
        }

        var isHeld = await RetryAsync(
            attempt,
            async token => await progress.StoreUsageAsync(attempt.Item, end.Result.Usage, token)
                && await progress.StoreOutputAsync(attempt.Item, output, token),
            attempt.Either);
        return isHeld ? await LoadAsync(attempt, end.Attempt, output) : WorkResult.Written(WorkOutcome.LostLease);
    }

    private async Task<WorkResult> LoadAsync(RunAttempt attempt, AttemptNumber number, RunOutput output)
    {
        var (run, lines) = (attempt.Run, attempt.Lines);
        if (!waits.IsWaiting(run.Id))
        {
            lines.Info($"Loading {output.Rows} rows into results.{run.Definition.Job.Output.Table}.");
        }

        LoadOutcome outcome;
        using (RunTelemetry.Step("load result"))
        {
            outcome = await RetryAsync(
                attempt, token => loader.LoadAsync(run, output, attempt.Item, attempt.Folder.Path, token), attempt.Either);
        }

        switch (outcome)
        {
            case LoadOutcome.Loaded loaded:
                lines.Info($"The run succeeded: {loaded.Rows} rows are in results.{run.Definition.Job.Output.Table}.");
                logger.RunSucceeded(run.Id, run.Definition.Job.Name, loaded.Rows);
                RunTelemetry.Ended(run, RunStates.Succeeded, code: null, loaded.Rows);
                await TidyAsync(run, output, attempt.Stopping);
                return WorkResult.Written(WorkOutcome.Done);
            case LoadOutcome.AlreadyLoaded:
                return WorkResult.Done;
            case LoadOutcome.Refused refused:
                return await FailAsync(attempt, number, refused.Cause, retryable: false);
            case LoadOutcome.OutputGone gone:
                var cause = new RunCause(
                    "output.missing", "The output was gone from the processed store before it was loaded.", [gone.Key],
                    "Find out what removes files under results/; the run computes it again.");
                return await FailAsync(attempt, number, cause, retryable: true);
            default:
                return WorkResult.Written(WorkOutcome.LostLease);
        }
    }

    private async Task<WorkResult> FailAsync(RunAttempt attempt, AttemptNumber number, RunCause cause, bool retryable)
    {
        attempt.Lines.Error(cause.Message);
        if (!retryable || number.Number >= number.Most)
        {
            return await EndAsync(attempt, RunStates.Failed, cause, mayRunOn: false);
        }

        var delay = new Backoff(attempt.Run.Definition.Job.Retries.Backoff, options.Value.LongestBackoff).After(number.Number - 1);
        attempt.Lines.Warning($"Attempt {number.Number} of {number.Most} failed; the next begins in {delay.TotalSeconds:F0} s.");
        RunTelemetry.AttemptFailed(cause.Code);
        return await RetryAsync(attempt, token => progress.ForgetAttemptAsync(attempt.Item, token), attempt.Stopping)
            ? WorkResult.Postpone(delay)
            : WorkResult.Written(WorkOutcome.LostLease);
    }

    private async Task<WorkResult> EndAsync(RunAttempt attempt, string state, RunCause? cause, bool mayRunOn)
    {
        var run = attempt.Run;
        waits.Forget(run.Id);
        var outcome = await RetryAsync(
            attempt, token => progress.EndAsync(attempt.Item, state, cause, mayRunOn, token), attempt.Stopping);
        if (outcome is WorkOutcome.Done)
        {
            if (state is RunStates.Cancelled)
            {
                attempt.Lines.Warning("The run was cancelled.");
            }

            logger.RunEnded(run.Id, run.Definition.Job.Name, state, cause?.Code ?? state);
            RunTelemetry.Ended(run, state, cause?.Code, rows: 0);
            await TidyAsync(run, kept: null, attempt.Stopping);
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
    private Task<T> RetryAsync<T>(RunAttempt attempt, Func<CancellationToken, Task<T>> write, CancellationToken cancellationToken) =>
        Transient.RetryAsync(write, time, work.Value.Lease, cancellationToken, (exception, _) => SayDatabaseAwaited(attempt, exception));

    private void SayDatabaseAwaited(RunAttempt attempt, Exception exception) => SayWaiting(
        attempt, exception, exception is PostgresException { SqlState: PostgresErrorCodes.DiskFull }
            ? "The database's disk is full. The run is waiting and will continue once there is room: free space on the database's volume."
            : "The database could not be reached. The run will continue when it is back.");

    private void SayWaiting(RunAttempt attempt, Exception exception, string reason)
    {
        if (waits.Begin(attempt.Run.Id, reason))
        {
            logger.RunAwaits(exception, attempt.Run.Id, reason);
            attempt.Lines.Warning(reason);
        }
    }
}
