using System.Collections.Concurrent;
using System.Globalization;

using Analytics.Catalogue.Jobs;
using Analytics.Engines.Sandbox;

namespace Analytics.Engines;

/// <summary>
/// Runs each SQL task in a child process of this service. Its children die with it, so a handle of an earlier process is lost, and
/// the task may be started again.
/// </summary>
public sealed class EmbeddedJobEngine(EngineSandbox sandbox) : IJobEngine, IAsyncDisposable
{
    /// <summary>What a join with an aggregation reads of Parquet on two cores.</summary>
    private const double BytesPerSecond = 50e6;

    private readonly ConcurrentDictionary<string, EmbeddedTask> _tasks = new(StringComparer.Ordinal);

    public string Name => EngineNames.Embedded;

    public bool IsRemote => false;

    public Task<EngineEstimate> EstimateAsync(
        JobDefinition job, long inputBytes, UsualTime? usual, CancellationToken cancellationToken)
    {
        var (time, basis) = UsualTime.Expect(usual, TimeSpan.FromSeconds(1), BytesPerSecond, inputBytes);
        return Task.FromResult(new EngineEstimate(time, 0, basis));
    }

    public async Task<string> StartAsync(EngineTask task, CancellationToken cancellationToken)
    {
        var handle = string.Create(CultureInfo.InvariantCulture, $"{EngineNames.Embedded}:{task.RunId}:{task.Attempt}:{Guid.NewGuid():N}");
        _tasks[handle] = await EmbeddedTask.StartAsync(sandbox, task, cancellationToken);
        return handle;
    }

    public async Task<EngineOutcome> WaitAsync(
        EngineTask task, string handle, IProgress<EngineLogLine>? log, CancellationToken cancellationToken)
    {
        if (!_tasks.TryGetValue(handle, out var running))
        {
            return new EngineOutcome.Lost();
        }

        await foreach (var line in running.Lines.ReadAllAsync(cancellationToken))
        {
            log?.Report(line);
        }

        var outcome = await running.Outcome.WaitAsync(cancellationToken);
        _tasks.TryRemove(handle, out _);
        return outcome;
    }

    public async Task CancelAsync(string handle, CancellationToken cancellationToken)
    {
        // Forgotten at once: its end is told to whoever waits by now, and whoever asks later starts the task anew.
        if (_tasks.TryRemove(handle, out var task))
        {
            task.Kill();
            await task.Outcome.WaitAsync(cancellationToken);
        }
    }

    public async Task<bool> EndAsync(AbandonedAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.Handle is { } handle)
        {
            await CancelAsync(handle, cancellationToken);
        }

        return true;
    }

    /// <summary>Ends every child and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var task in _tasks.Values)
        {
            task.Kill();
        }

        await Task.WhenAll(_tasks.Values.Select(task => task.Outcome));
    }
}
