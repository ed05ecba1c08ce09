using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Commands;
using Analytics.LocalEmr.Configurations;
using Analytics.LocalEmr.Logs;
using Analytics.LocalEmr.Options;
using Analytics.LocalEmr.Protocol;
using Analytics.LocalEmr.Runners;
using Analytics.LocalEmr.State;
using Analytics.LocalEmr.Steps;

using Microsoft.Extensions.Options;

namespace Analytics.LocalEmr.Bootstrap;

/// <summary>
/// Runs a cluster's bootstrap actions on this machine, one after the other, each once: what a process before this one has started is
/// followed to its end.
/// </summary>
internal sealed class BootstrapActions(
    EmrState state, IStepRunner runner, StepLogWriter logs, IOptions<LocalEmrOptions> options, TimeProvider time)
{
    private static readonly TimeSpan LastLogsLimit = TimeSpan.FromSeconds(30);

    /// <param name="cluster">A cluster in BOOTSTRAPPING.</param>
    /// <param name="ended">The cluster is to end.</param>
    /// <param name="stopping">The service stops.</param>
    public async Task RunAsync(Cluster cluster, CancellationToken ended, CancellationToken stopping)
    {
        var actions = cluster.Request.BootstrapActions ?? [];
        string? problem = null;
        if (Unsupported.RunsBootstrapActions(options.Value))
        {
            for (var number = 1; number <= actions.Count && problem is null; number++)
            {
                (var isOver, problem) = await RunOneAsync(cluster, actions[number - 1], number, ended, stopping);
                if (!isOver)
                {
                    return;
                }
            }
        }

        state.Change(cluster.Id, ApiException.NoJobFlow, change => change.Cluster = change.Cluster switch
        {
            { State: not ClusterStates.Bootstrapping } => change.Cluster,
            _ when problem is null => change.Cluster with { HasBootstrapLeft = false },
            _ => change.Cluster.In(ClusterStates.Terminating, ReasonCodes.BootstrapFailure, problem),
        });
    }

    /// <summary>Whether it is over, and what was wrong with it.</summary>
    private async Task<(bool IsOver, string? Problem)> RunOneAsync(
        Cluster cluster, BootstrapActionInput action, int number, CancellationToken ended, CancellationToken stopping)
    {
        var run = Run(cluster, action, number);
        run.Folder.Make();
        using var limit = new CancellationTokenSource(options.Value.StepTimeLimit, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(ended, stopping, limit.Token);
        RunEnd end;
        try
        {
            if (!run.Folder.IsStarted)
            {
                var start = await runner.StartAsync(run, any.Token);
                if (start.Problem is { } problem)
                {
                    return (true, $"{Name(cluster, number)} could not be started: {problem}");
                }

                run = run with { Step = run.Step with { Handle = start.Handle } };
            }

            end = await runner.WaitAsync(run, any.Token);
        }
        catch (OperationCanceledException) when (any.IsCancellationRequested)
        {
            if (ended.IsCancellationRequested || limit.IsCancellationRequested || !options.Value.KeepSteps)
            {
                await runner.StopAsync(run, force: true, CancellationToken.None);
            }

            return (limit.IsCancellationRequested, $"{Name(cluster, number)} ran longer than {options.Value.StepTimeLimit}.");
        }

        using var writing = new CancellationTokenSource(LastLogsLimit, time);
        await logs.WriteBootstrapAsync(cluster, number, run.Folder, writing.Token);
        run.Folder.RemoveScratch();
        return (true, end.ExitCode == 0 ? null : $"{Name(cluster, number)} returned a non-zero return code"
            + $" ({end.ExitCode?.ToString() ?? end.Problem}). "
            + $"Its log: {StepLogWriter.BootstrapLog(cluster, number, run.Folder, "stderr")}");
    }

    private StepRun Run(Cluster cluster, BootstrapActionInput action, int number)
    {
        var script = action.ScriptBootstrapAction;
        var step = new Step
        {
            Id = $"bootstrap-{number}",
            ClusterId = cluster.Id,
            Name = action.Name ?? "",
            Jar = new HadoopJarStepInput { Jar = script?.Path, Args = script?.Args },
            ActionOnFailure = ActionsOnFailure.TerminateCluster,
            Created = cluster.Created,
        };
        return new StepRun(
            cluster, step, new ScriptCommand(script?.Path ?? "", script?.Args ?? []),
            new StepFolder(options.Value.DataPath, cluster.Id, step.Id));
    }

    private static string Name(Cluster cluster, int number) =>
        $"On the master instance ({Hardware.MasterOf(cluster)}), bootstrap action {number}";
}
