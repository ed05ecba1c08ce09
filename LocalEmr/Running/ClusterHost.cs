using System.Collections.Concurrent;

using Analytics.LocalEmr.Bootstrap;
using Analytics.LocalEmr.Logs;
using Analytics.LocalEmr.Options;
using Analytics.LocalEmr.State;

using Microsoft.Extensions.Options;

namespace Analytics.LocalEmr.Running;

/// <summary>Runs a loop for each cluster that is not over: those found at the start, and those that come.</summary>
internal sealed class ClusterHost(
    EmrState state, StepExecutor executor, BootstrapActions bootstrap, StepLogWriter logs, IOptions<LocalEmrOptions> options,
    TimeProvider time,
    ILogger<ClusterHost> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, ClusterLoop> _loops = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _tasks = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        state.OnChanged = id => Wake(id, stoppingToken);
        try
        {
            foreach (var cluster in state.Clusters().Where(cluster => !cluster.IsOver))
            {
                Wake(cluster.Id, stoppingToken);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_tasks.Values);
        }
        finally
        {
            state.OnChanged = _ => { };
        }
    }

    private void Wake(string id, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested || state.Read(id, (cluster, _) => cluster.IsOver))
        {
            return;
        }

        var loop = new ClusterLoop(id, state, executor, bootstrap, logs, options.Value.BootTime, time, logger);
        var current = _loops.GetOrAdd(id, loop);
        if (ReferenceEquals(current, loop))
        {
            _tasks[id] = Task.Run(() => RunAsync(id, loop, stopping), CancellationToken.None);
        }
        else
        {
            loop.Dispose();
            current.Wake();
        }
    }

    private async Task RunAsync(string id, ClusterLoop loop, CancellationToken stopping)
    {
        try
        {
            while (!await loop.RunAsync(stopping) && !stopping.IsCancellationRequested)
            {
                await Task.Delay(RetryDelay, time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopping.
        }
        finally
        {
            _loops.TryRemove(id, out _);
            _tasks.TryRemove(id, out _);
        }
    }
}
