using Analytics.Catalogue.Jobs;
using Analytics.Emr.Client;
using Analytics.Emr.Costs;
using Analytics.Emr.Events;
using Analytics.Engines;
using Analytics.JobFailures;
using Analytics.Storage;

namespace Analytics.Emr;

/// <summary>Follows a step to its end by asking after it, and takes what it left.</summary>
internal sealed class EmrWait(
    EmrClient emr, IObjectStore store, EmrSteps steps, EmrOutputs outputs, EmrCosts costs, HiveDatabases databases,
    EmrOptions options, TimeProvider time)
{
    /// <summary>How long EMR may say nothing, past a job's time limit, before the run ends without its word.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);

    private readonly EmrLogs _logs = new(store);
    private readonly SparkEventLog _events = new(store);

    /// <summary>Reasons for which a cluster ends that another one would end for, too.</summary>
    private static readonly string[] WillNotPass = ["VALIDATION_ERROR", "BOOTSTRAP_FAILURE"];

    /// <summary>Of a step that writes text, a success has no files: the job's own step comes next.</summary>
    public async Task<EngineOutcome> RunAsync(
        EngineTask task, EmrStage stage, EmrHandle handle, Func<bool> isCancelled, IProgress<EngineLogLine>? log,
        CancellationToken cancellationToken)
    {
        var stepLog = new EmrStepLog(_logs, handle, log);
        var (began, answeredAt) = (emr.Now, time.GetTimestamp());
        string? known = null;
        EngineFailure? overdue = null;
        while (true)
        {
            var (step, problem) = await LookAsync(task, stage, handle, cancellationToken);
            if (problem is { IsGone: true } || (step is null && problem is null))
            {
                return new EngineOutcome.Lost();
            }

            if (step is not null && !handle.IsStepKnown)
            {
                handle = handle with { StepId = step.Id };
                stepLog = new EmrStepLog(_logs, handle, log);
            }

            var said = step?.Status.State ?? problem?.Code;
            if (said != known)
            {
                log?.Report(step is null
                    ? new EngineLogLine(
                        EngineLogLine.Warning,
                        $"How step {handle.StepId} on cluster {handle.ClusterId} is doing is unknown, and asked again: {problem?.Message}")
                    : new EngineLogLine(EngineLogLine.Info, $"Step {handle.StepId} on cluster {handle.ClusterId} is {said}."));
                known = said;
            }

            if (step is null)
            {
                if (emr.Now - began + stage.Before > stage.Job.Timeout
                    && time.GetElapsedTime(answeredAt) >= Least(stage.Job.Timeout, LongestSilence))
                {
                    return new EngineOutcome.Failed(Unreachable(handle, stage.Job, problem), null) { MayRunOn = true };
                }
            }
            else
            {
                answeredAt = time.GetTimestamp();
                began = step.Status.Timeline?.StartDateTime ?? began;
            }

            if (step is { IsOver: true })
            {
                return await EndAsync(task, stage, handle, step, isCancelled() ? Cancelled() : overdue, stepLog, cancellationToken);
            }

            if (step?.Status.State == EmrStep.Running)
            {
                await stepLog.FollowAsync(cancellationToken);
            }

            overdue ??= step is null ? null : Overdue(step, stage);
            if (step is not null && step.Status.State != EmrStep.CancelPending && (overdue is not null || isCancelled()))
            {
                await TryCancelAsync(handle, cancellationToken);
            }

            await Task.Delay(options.PollInterval, time, cancellationToken);
        }
    }

    /// <summary>Neither where EMR has no step of the attempt.</summary>
    private async Task<(EmrStep? Step, EmrException? Problem)> LookAsync(
        EngineTask task, EmrStage stage, EmrHandle handle, CancellationToken cancellationToken)
    {
        try
        {
            return (handle.IsStepKnown
                ? await emr.DescribeStepAsync(handle.ClusterId, handle.StepId, cancellationToken)
                : await steps.FindAsync(
                    handle.ClusterId, task, stage, new EmrFolder(store, task, stage.Job).RunAddress, cancellationToken), null);
        }
        catch (EmrException exception)
        {
            return (null, exception);
        }
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static EngineFailure Unreachable(EmrHandle handle, JobDefinition job, EmrException? problem) => new(
        EngineFailureCode.Unreachable,
        $"EMR did not say how step {handle.StepId} on cluster {handle.ClusterId} is doing until its time limit of {job.Timeout} passed.",
        problem is null ? [] : [problem.Message],
        "The step may still run; it is cancelled as soon as EMR answers. See the Processor's credentials, its permissions for EMR and the "
        + "network, then run the job again.",
        Retryable: false);

    private async Task TryCancelAsync(EmrHandle handle, CancellationToken cancellationToken)
    {
        try
        {
            await emr.CancelStepAsync(handle.ClusterId, handle.StepId, cancellationToken);
        }
        catch (EmrException)
        {
            // The next look tries again.
        }
    }

    private EngineFailure? Overdue(EmrStep step, EmrStage stage)
    {
        var times = step.Status.Timeline;
        return times?.StartDateTime is { } started && emr.Now - started + stage.Before > stage.Job.Timeout
            ? new EngineFailure(
                EngineFailureCode.LimitWallTime, $"It was ended at its time limit of {stage.Job.Timeout}.", [],
                "Let the script do less, ask for more nodes (emr.coreCount), or raise 'timeout' in job.yaml.", Retryable: false)
            : times is { StartDateTime: null, CreationDateTime: { } created } && emr.Now - created > options.StartTimeout
                ? new EngineFailure(
                    EngineFailureCode.NotStarted,
                    $"The step waited for its cluster and its turn for longer than {options.StartTimeout}.", [],
                    "The run is retried. Check on EMR what the cluster does; raise Emr:StartTimeout or Emr:StepConcurrency.",
                    Retryable: true)
                : null;
    }

    private async Task<EngineOutcome> EndAsync(
        EngineTask task, EmrStage stage, EmrHandle handle, EmrStep step, EngineFailure? ended, EmrStepLog log,
        CancellationToken cancellationToken)
    {
        var usage = UsageOf(step) with { Cost = await costs.OfAsync(handle, step, cancellationToken) };
        if (step.Status.State == EmrStep.Completed && ended?.Code != EngineFailureCode.Cancelled)
        {
            await log.EndAsync(cancellationToken);
            log.Warn(await FindingsAsync(task, stage, cancellationToken));
            try
            {
                return stage.WritesText
                    ? new EngineOutcome.Succeeded([], 0, [], usage)
                    : await outputs.TakeAsync(task, stage.Job, cancellationToken) with { Usage = usage };
            }
            catch (EngineFailureException exception)
            {
                return new EngineOutcome.Failed(exception.Failure, usage);
            }
        }

        await databases.DropAsync(handle.ClusterId, stage.Job, task.RunId, task.Attempt, cancellationToken);
        if (ended?.Code == EngineFailureCode.Cancelled)
        {
            return new EngineOutcome.Failed(ended, usage);
        }

        var logs = await WaitForLogsAsync(log, cancellationToken);
        var failure = ended ?? await ClusterEndAsync(handle, step, cancellationToken)
            ?? EmrFailures.Of(step.Status, logs, stage.IsPython);
        return new EngineOutcome.Failed(EmrFailures.With(failure, await FindingsAsync(task, stage, cancellationToken)), usage);
    }

    private async Task<IReadOnlyList<SparkFinding>> FindingsAsync(
        EngineTask task, EmrStage stage, CancellationToken cancellationToken) =>
        stage.HasEventLog
            ? await _events.FindAsync(new EmrFolder(store, task, stage.Job), cancellationToken)
            : [];

    /// <summary>EMR writes the logs of a step some time after its end.</summary>
    private async Task<StepLogs> WaitForLogsAsync(EmrStepLog log, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var found = await log.EndAsync(cancellationToken);
            if (!found.IsEmpty || time.GetElapsedTime(began) >= options.LogPatience)
            {
                return found;
            }

            await Task.Delay(options.PollInterval, time, cancellationToken);
        }
    }

    /// <summary>Null where the cluster stands: then it is the step's own end.</summary>
    private async Task<EngineFailure?> ClusterEndAsync(EmrHandle handle, EmrStep step, CancellationToken cancellationToken)
    {
        try
        {
            var cluster = await emr.DescribeClusterAsync(handle.ClusterId, cancellationToken);
            if (cluster.IsOpen)
            {
                return step.Status.State != EmrStep.Cancelled ? null : new EngineFailure(
                    EngineFailureCode.Crashed, "The step was cancelled on EMR, and not by this platform.",
                    step.Status.StateChangeReason?.Message is { } told ? [told] : [], "The run is retried.", Retryable: true);
            }

            var reason = cluster.Status.StateChangeReason;
            return new EngineFailure(
                EngineFailureCode.ClusterEnded, $"The cluster {handle.ClusterId} ended ({cluster.Status.State}) before the step did.",
                [$"{reason?.Code}: {reason?.Message}"],
                "See what EMR says; a cluster that cannot start lacks a role, a subnet, a tag or a quota.",
                Retryable: !WillNotPass.Contains(reason?.Code));
        }
        catch (EmrException)
        {
            return null;
        }
    }

    private EngineUsage UsageOf(EmrStep step) => new(
        0, 0,
        step.Status.Timeline is { StartDateTime: { } start, EndDateTime: var end } ? (end ?? emr.Now) - start : TimeSpan.Zero);

    private static EngineFailure Cancelled() => new(
        EngineFailureCode.Cancelled, "The task was ended on demand.", [], "Start the job again when its result is wanted.",
        Retryable: false);
}
