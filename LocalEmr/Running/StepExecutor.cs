using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Commands;
using Analytics.LocalEmr.Failures;
using Analytics.LocalEmr.Logs;
using Analytics.LocalEmr.Options;
using Analytics.LocalEmr.Protocol;
using Analytics.LocalEmr.Runners;
using Analytics.LocalEmr.State;
using Analytics.LocalEmr.Steps;

using Microsoft.Extensions.Options;

namespace Analytics.LocalEmr.Running;

/// <summary>Runs a step from its start, or from where a process before this one has left it, to its end.</summary>
internal sealed class StepExecutor(
    EmrState state, IStepRunner runner, StepCommands commands, StepLogWriter logs, IOptions<LocalEmrOptions> options, TimeProvider time,
    ILogger<StepExecutor> logger)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastLogsLimit = TimeSpan.FromSeconds(30);

    /// <param name="isFresh">False for a step that was RUNNING before: it is found again, and never started a second time.</param>
    /// <param name="stopping">The service stops.</param>
    public RunningStep Start(Cluster cluster, Step step, bool isFresh, CancellationToken stopping)
    {
        var running = new RunningStep();
        running.Completion = Task.Run(() => RunAsync(cluster, step, isFresh, running, stopping), CancellationToken.None);
        return running;
    }

    private async Task RunAsync(Cluster cluster, Step step, bool isFresh, RunningStep running, CancellationToken stopping)
    {
        var folder = new StepFolder(options.Value.DataPath, cluster.Id, step.Id);
        try
        {
            folder.Make();
            var end = await ToEndAsync(cluster, step, folder, isFresh, running, stopping);
            if (end is null)
            {
                return;
            }

            using var limit = new CancellationTokenSource(LastLogsLimit, time);
            await logs.WriteAsync(cluster, step, folder, limit.Token);
            folder.RemoveScratch();
            End(cluster, end);
        }
        catch (Exception exception)
        {
            // The edge of a task that nobody else looks at: the step must not stay RUNNING for ever.
            logger.StepFaulted(exception, step.Id, cluster.Id);
            await TryFailAsync(cluster, step, folder, exception.Message);
        }
    }

    /// <summary>The step as it ended; null when it goes on without this process.</summary>
    private async Task<Step?> ToEndAsync(
        Cluster cluster, Step step, StepFolder folder, bool isFresh, RunningStep running, CancellationToken stopping)
    {
        var controller = new ControllerLog(folder, time);
        var (command, refusal) = commands.Parse(cluster, step);
        if (command is null)
        {
            controller.Refused(step, refusal ?? "");
            return Failed(step, FailureDetails.Unknown, refusal, LogFile(cluster, step, "controller"));
        }

        var run = new StepRun(cluster, step, command, folder);
        if (isFresh)
        {
            logger.StepStarts(step.Id, cluster.Id, command.Kind);
            controller.Starts(step);
            if (await StartAsync(run, running, stopping) is not { } start)
            {
                return running.IsStopWanted
                    ? step with { State = StepStates.Cancelled, Reason = "Job terminated" }
                    : Failed(step, "LocalEmr was stopped before the step had started.", null, LogFile(cluster, step, "controller"));
            }

            if (start.Problem is { } problem)
            {
                controller.Refused(step, problem);
                return Failed(step, FailureDetails.Unknown, problem, LogFile(cluster, step, "controller"));
            }

            controller.Started(start.Handle, start.UiAddress);
            step = state.Change(cluster.Id, ApiException.NoJobFlow, change =>
            {
                var now = (change.Find(step.Id) ?? step) with { Handle = start.Handle, UiAddress = start.UiAddress };
                change.Put(now);
                return now;
            });
            run = run with { Step = step };
        }
        else
        {
            logger.StepFoundAgain(step.Id, cluster.Id);
        }

        return await FollowAsync(run, controller, running, stopping);
    }

    /// <summary>Null where it is not wanted any more before it has started.</summary>
    private async Task<StepStart?> StartAsync(StepRun run, RunningStep running, CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(running.Stopped, stopping);
        try
        {
            return await runner.StartAsync(run, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<Step?> FollowAsync(StepRun run, ControllerLog controller, RunningStep running, CancellationToken stopping)
    {
        using var given = new CancellationTokenSource();
        var exit = runner.WaitAsync(run, given.Token);
        var started = run.Step.Started ?? time.GetUtcNow();
        var logsAt = time.GetUtcNow() + options.Value.LogInterval;
        var writing = Task.CompletedTask;
        DateTimeOffset? killAt = null;
        string? why = null;
        while (!exit.IsCompleted)
        {
            await Task.WhenAny(exit, Task.Delay(Tick, time, CancellationToken.None));
            var now = time.GetUtcNow();
            if (stopping.IsCancellationRequested)
            {
                if (options.Value.KeepSteps)
                {
                    await given.CancelAsync();
                    return null;
                }

                why ??= "LocalEmr was stopped while the step ran";
                killAt ??= now;
            }

            if (now - started > options.Value.StepTimeLimit)
            {
                why ??= $"The step ran longer than {options.Value.StepTimeLimit}, the limit that "
                    + $"{LocalEmrOptions.Section}:{nameof(LocalEmrOptions.StepTimeLimit)} sets";
                killAt ??= now;
            }

            if (running.IsStopWanted && killAt is null)
            {
                killAt = now + options.Value.CancelGrace;
                await runner.StopAsync(run, force: false, CancellationToken.None);
            }

            if (now >= killAt || (running.IsKillWanted && killAt is not null))
            {
                await runner.StopAsync(run, force: true, CancellationToken.None);
                killAt = now + options.Value.CancelGrace;
            }

            if (now >= logsAt && writing.IsCompleted)
            {
                writing = WriteLogsAsync(run);
                logsAt = now + options.Value.LogInterval;
            }
        }

        await writing;
        var end = await exit;
        await runner.FetchLogsAsync(run, CancellationToken.None);
        controller.Ended(end, time.GetUtcNow() - started);
        return Judge(run, end, why, running.IsStopWanted);
    }

    private async Task WriteLogsAsync(StepRun run)
    {
        await runner.FetchLogsAsync(run, CancellationToken.None);
        await logs.WriteAsync(run.Cluster, run.Step, run.Folder, CancellationToken.None);
    }

    private Step Judge(StepRun run, RunEnd end, string? why, bool isCancelled)
    {
        if (why is not null)
        {
            return Failed(run.Step, why + ".", why, LogFile(run.Cluster, run.Step, "controller"));
        }

        if (end.ExitCode == 0)
        {
            return run.Step with { State = StepStates.Completed };
        }

        if (isCancelled)
        {
            return run.Step with { State = StepStates.Cancelled, Reason = "Job terminated" };
        }

        var cause = FailureRules.Find(run, end);
        return Failed(run.Step, cause.Reason, cause.Message, LogFile(run.Cluster, run.Step, cause.Log));
    }

    private static Step Failed(Step step, string reason, string? message, string logFile) =>
        step with { State = StepStates.Failed, Failure = new FailureDetails(reason, message, logFile) };

    private string LogFile(Cluster cluster, Step step, string name) =>
        (step.LogUri ?? cluster.Request.LogUri) is { } uri
            ? LogUris.Of(uri, cluster.Id, step.Id, name)
            : new StepFolder(options.Value.DataPath, cluster.Id, step.Id).Log(name);

    private void End(Cluster cluster, Step end)
    {
        state.Change(cluster.Id, ApiException.NoJobFlow, change =>
        {
            if (change.Find(end.Id) is { IsOver: false })
            {
                ClusterLife.End(change, end, time.GetUtcNow());
            }

            return true;
        });
        logger.StepEnded(end.Id, cluster.Id, end.State, end.Failure?.Reason ?? end.Reason);
    }

    private async Task TryFailAsync(Cluster cluster, Step step, StepFolder folder, string problem)
    {
        try
        {
            var current = state.Read(cluster.Id, (_, steps) => steps.Find(step.Id)) ?? step;
            if (current.Handle is not null)
            {
                await runner.StopAsync(new StepRun(cluster, current, StepCommand.None, folder), force: true, CancellationToken.None);
            }

            End(cluster, Failed(
                current, FailureDetails.Unknown, $"LocalEmr could not run the step: {problem}", LogFile(cluster, step, "controller")));
        }
        catch (Exception exception)
        {
            // The loop sees a RUNNING step that nobody follows, and has it followed again.
            logger.EndNotWritten(exception, step.Id, cluster.Id);
        }
    }
}
