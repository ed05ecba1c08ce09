using Analytics.LocalEmr.Bootstrap;
using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Logs;
using Analytics.LocalEmr.Protocol;
using Analytics.LocalEmr.State;
using Analytics.LocalEmr.Steps;

namespace Analytics.LocalEmr.Running;

/// <summary>Lives one cluster's life: moves it whenever something changed or is due, and keeps its steps running.</summary>
internal sealed class ClusterLoop(
    string id, EmrState state, StepExecutor executor, BootstrapActions bootstrap, StepLogWriter logs, TimeSpan bootTime, TimeProvider time,
    ILogger logger)
    : IDisposable
{
    /// <summary>A step whose end could not be written down is followed again after this.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _changed = new(0);
    private readonly Dictionary<string, RunningStep> _running = new(StringComparer.Ordinal);

    private readonly CancellationTokenSource _ended = new();
    private Task _bootstrap = Task.CompletedTask;

    public void Wake() => _changed.Release();

    /// <summary>Returns when the cluster is over or the service stops; false after a fault, when it is to be called again.</summary>
    public async Task<bool> RunAsync(CancellationToken stopping)
    {
        try
        {
            await CheckLogsAsync(stopping);
            while (!stopping.IsCancellationRequested)
            {
                if (RunOnce(stopping) is not { } due)
                {
                    return true;
                }

                await _changed.WaitAsync(due < Longest ? due : Longest, stopping);
            }

            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The steps are being told, too; that is waited for below.
            return true;
        }
        catch (Exception exception)
        {
            // The edge of the loop: without it one cluster's fault would end the whole service.
            logger.ClusterFailed(exception, id);
            return false;
        }
        finally
        {
            if (stopping.IsCancellationRequested)
            {
                await Task.WhenAll([.. _running.Values.Select(step => step.Completion), _bootstrap]);
            }
        }
    }

    public void Dispose()
    {
        _changed.Dispose();
        _ended.Dispose();
    }

    /// <summary>How long there is nothing to do; null when the cluster is over.</summary>
    private TimeSpan? RunOnce(CancellationToken stopping)
    {
        foreach (var (step, ended) in _running.Where(pair => pair.Value.Completion.IsCompleted).ToList())
        {
            _running.Remove(step);
            ended.Dispose();
        }

        var plan = state.Change(id, ApiException.NoJobFlow, change => ClusterLife.Advance(change, time.GetUtcNow(), bootTime));
        var (cluster, active) = state.Read(
            id, (cluster, steps) => (cluster, steps.Steps.Where(step => step.IsActive).ToList()));
        var fresh = plan.Start.Select(step => step.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var step in active)
        {
            if (!_running.TryGetValue(step.Id, out var running))
            {
                running = executor.Start(cluster, step, fresh.Contains(step.Id), stopping);
                _running.Add(step.Id, running);
                _ = running.Completion.ContinueWith(_ => Wake(), TaskScheduler.Default);
            }

            if (step.State == StepStates.CancelPending || cluster.State == ClusterStates.Terminating)
            {
                running.Stop(step.KillWanted);
            }
        }

        Bootstrap(cluster, stopping);
        return cluster.IsOver && active.Count == 0 && _bootstrap.IsCompleted ? null : plan.DueIn ?? Longest;
    }

    private void Bootstrap(Cluster cluster, CancellationToken stopping)
    {
        if (cluster is { State: ClusterStates.Bootstrapping, HasBootstrapLeft: true } && _bootstrap.IsCompleted)
        {
            _bootstrap = Task.Run(() => BootstrapAsync(cluster, stopping), CancellationToken.None);
        }
        else if (!cluster.IsOpen)
        {
            _ended.Cancel();
        }
    }

    private async Task BootstrapAsync(Cluster cluster, CancellationToken stopping)
    {
        try
        {
            await bootstrap.RunAsync(cluster, _ended.Token, stopping);
            Wake();
        }
        catch (Exception exception)
        {
            // The edge of a task of its own: what has not run yet is taken up again with the next look.
            logger.ClusterFailed(exception, id);
        }
    }

    /// <summary>EMR refuses a cluster whose logs it cannot write while it starts it.</summary>
    private async Task CheckLogsAsync(CancellationToken stopping)
    {
        var cluster = state.Read(id, (cluster, _) => cluster);
        if (cluster.State == ClusterStates.Starting && await logs.CheckAsync(cluster.Request.LogUri, stopping) is { } problem)
        {
            state.Change(id, ApiException.NoJobFlow, change => change.Cluster = change.Cluster.IsOpen
                ? change.Cluster.In(ClusterStates.Terminating, ReasonCodes.ValidationError, problem)
                : change.Cluster);
        }
    }
}
