using System.Globalization;

using Analytics.Database;
using Analytics.Engines;
using Analytics.Engines.Sandbox;
using Analytics.JobFailures;
using Analytics.Runs;
using Analytics.Work;

using Microsoft.Extensions.Options;

namespace Analytics.Processor.Running;

/// <summary>Runs an attempt in its engine, or takes one up again that an earlier worker had started.</summary>
internal sealed class RunEngines(
    EngineChoice engines,
    RunInputs inputs,
    RunProgress progress,
    RunTimes times,
    IOptions<SandboxOptions> sandbox,
    IOptions<WorkOptions> work,
    TimeProvider time,
    ILogger<RunEngines> logger)
{
    /// <summary>What is cancelled before the engine has it is thrown.</summary>
    public async Task<AttemptEnd> RunAsync(RunAttempt attempt)
    {
        var (run, log) = (attempt.Run, attempt.Lines);
        if (run.Engine is { } last && await ReachAsync(run, last, attempt.Stopping) is { } reason)
        {
            return new AttemptEnd.OutOfReach(reason);
        }

        if (run.EngineHandle is { } handle && run.Engine is { } name && engines.Find(name) is { } previous)
        {
            log.Attempt = run.Attempt;
            if (previous.IsRemote)
            {
                log.Info($"The run is taken up again on {name}; what it prints is shown from its beginning.");
            }

            var outcome = await WaitAsync(attempt, previous, TaskOf(attempt, run.Attempt, []), handle);
            if (outcome is not EngineOutcome.Lost)
            {
                return EndOf(attempt, attempt.Last, outcome);
            }

            log.Warning($"Attempt {run.Attempt} ended with the process that ran it; another one begins.");
        }

        return attempt.CancelRequested.IsCancellationRequested ? new AttemptEnd.Cancelled() : await StartAsync(attempt);
    }

    /// <summary>
    /// Why the run's last attempt cannot be followed or ended here and now; null where it can be, or nothing is left of it. Only its
    /// engine knows that. An attempt whose handle was never kept is ended before anything else begins: the run may end before another
    /// attempt gets as far as its engine.
    /// </summary>
    private async Task<string?> ReachAsync(LeasedRun run, string name, CancellationToken cancellationToken)
    {
        if (engines.Find(name) is not { } engine)
        {
            return $"Attempt {run.Attempt} may still run on the engine '{name}', which this Processor does not have. "
                + "Start a Processor that has it, with the same settings as before.";
        }

        return run.EngineHandle is null && engine.IsRemote
            && !await engine.EndAsync(new AbandonedAttempt(run.Id, run.Attempt, run.Definition.Job, null), cancellationToken)
                ? $"Attempt {run.Attempt} may still run on the engine '{name}', and is ended there before the run goes on."
                : null;
    }

    private async Task<AttemptEnd> StartAsync(RunAttempt attempt)
    {
        var (run, log, cancellationToken) = (attempt.Run, attempt.Lines, attempt.Stopping);
        var job = run.Definition.Job;
        var bytes = await inputs.BytesAsync(run, cancellationToken);
        var (engine, reason) = engines.Choose(job, bytes);
        if (engine is null)
        {
            return new AttemptEnd.Failed(
                attempt.Last,
                new RunCause(
                    "engine.unknown", $"This Processor has no engine for the job. {reason}", [],
                    "Run it where its engine is, or give the job another one: a sql job can have the engine 'embedded'."),
                Retryable: false);
        }

        var usual = await times.FindAsync(job.Name, engine.Name, bytes, cancellationToken);
        var expected = await engine.EstimateAsync(job, bytes, usual, cancellationToken);
        var number = await Transient.RetryAsync(
            token => progress.StartAttemptAsync(attempt.Item, engine.Name, reason, bytes, expected, token), time, work.Value.Lease,
            cancellationToken);
        if (number is not { } begun)
        {
            return new AttemptEnd.LeaseLost();
        }

        log.Attempt = begun.Number;
        log.Info($"Attempt {begun.Number} begins. {reason}");
        foreach (var (dataset, version) in run.Inputs)
        {
            log.Info(string.Create(CultureInfo.InvariantCulture, $"Input {dataset} is read at version {version}."));
        }

        var (files, missing) = await FetchAsync(attempt, engine);
        if (missing is not null)
        {
            return new AttemptEnd.Failed(begun, missing.Cause, missing.Retryable);
        }

        logger.AttemptStarted(run.Id, job.Name, begun.Number, engine.Name);
        var task = TaskOf(attempt, begun.Number, files);
        var handle = await engine.StartAsync(task, cancellationToken);
        if (!await StoreHandleAsync(attempt.Item, engine, handle, cancellationToken))
        {
            return new AttemptEnd.LeaseLost();
        }

        return EndOf(attempt, begun, await WaitAsync(attempt, engine, task, handle));
    }

    private async Task<(IReadOnlyList<EngineInput> Inputs, InputFailure? Failure)> FetchAsync(RunAttempt attempt, IJobEngine engine)
    {
        using var step = RunTelemetry.Step("fetch inputs");
        return await inputs.FetchAsync(attempt.Run, attempt.Folder.Path, engine.IsRemote, attempt.Either);
    }

    /// <summary>What nobody could find again must not run on.</summary>
    private async Task<bool> StoreHandleAsync(WorkItem item, IJobEngine engine, string handle, CancellationToken cancellationToken)
    {
        var isStored = false;
        try
        {
            isStored = await Transient.RetryAsync(
                token => progress.StoreHandleAsync(item, handle, token), time, work.Value.Lease, cancellationToken);
            return isStored;
        }
        finally
        {
            if (!isStored)
            {
                await engine.CancelAsync(handle, CancellationToken.None);
            }
        }
    }

    private static async Task<EngineOutcome> WaitAsync(RunAttempt attempt, IJobEngine engine, EngineTask task, string handle)
    {
        var cancelRequested = attempt.CancelRequested;
        // The engine ends the task by force; its wait then gives the outcome.
        await using var registration = cancelRequested.Register(() => _ = engine.CancelAsync(handle, CancellationToken.None));
        try
        {
            var outcome = await engine.WaitAsync(task, handle, attempt.Lines, attempt.Stopping);

            // Ended by force though nobody wished it: by a lease that was lost, or by a stop.
            return outcome is EngineOutcome.Failed { Failure.Code: EngineFailureCode.Cancelled } && !cancelRequested.IsCancellationRequested
                ? new EngineOutcome.Lost()
                : outcome;
        }
        catch (OperationCanceledException) when (attempt.Stopping.IsCancellationRequested && !engine.IsRemote)
        {
            // The lease is lost or the service stops: whoever takes the run next starts it anew. What runs elsewhere goes on, to be
            // found again by its handle.
            await engine.CancelAsync(handle, CancellationToken.None);
            throw;
        }
    }

    private static AttemptEnd EndOf(RunAttempt attempt, AttemptNumber number, EngineOutcome outcome) => outcome switch
    {
        EngineOutcome.Succeeded succeeded => new AttemptEnd.Output(number, succeeded),
        _ when attempt.CancelRequested.IsCancellationRequested => new AttemptEnd.Cancelled((outcome as EngineOutcome.Failed)?.Usage)
        {
            MayRunOn = outcome is EngineOutcome.Failed { MayRunOn: true },
        },
        EngineOutcome.Failed { Failure: var failure, Usage: var usage } failed => new AttemptEnd.Failed(
            number, new RunCause(failure.Code, failure.Message, failure.Lines, failure.Advice), failure.Retryable, usage)
        {
            MayRunOn = failed.MayRunOn,
        },
        _ => new AttemptEnd.Failed(
            number,
            new RunCause(EngineFailureCode.Crashed, "The engine lost the task.", [], "Nothing: the run is retried."),
            Retryable: true),
    };

    private EngineTask TaskOf(RunAttempt attempt, int number, IReadOnlyList<EngineInput> files) => EngineTask.Of(
        attempt.Run.Definition.Job, attempt.Run.Id, number, attempt.Run.Parameters, files, sandbox.Value.Limits(),
        RunScratch.OfAttempt(attempt.Folder, number));
}
