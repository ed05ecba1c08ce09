using System.Collections.Concurrent;

using Analytics.LocalEmr.Runners;

namespace Analytics.LocalEmr.Tests.Support;

/// <summary>Runs nothing: a test says when a step ends, and how. For what a real Spark shows too slowly, or not at will.</summary>
internal sealed class FakeRunner : IStepRunner
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<RunEnd>> _ends = new(StringComparer.Ordinal);

    /// <summary>The names of the steps that were started, in order.</summary>
    public ConcurrentQueue<string> Started { get; } = new();

    /// <summary>The stops that were asked for: name, and whether by force.</summary>
    public ConcurrentQueue<(string Name, bool Force)> Stops { get; } = new();

    public bool IgnoresInterrupts { get; init; }

    /// <summary>Says how a step ends that nobody ends; null lets it run.</summary>
    public Func<StepRun, RunEnd?> EndsAtOnce { get; init; } = _ => null;

    public void End(string name, int exitCode) => Of(name).TrySetResult(new RunEnd(exitCode));

    public void End(string name, RunEnd end) => Of(name).TrySetResult(end);

    public Task<StepStart> StartAsync(StepRun run, CancellationToken cancellationToken)
    {
        Started.Enqueue(run.Step.Name);
        return Task.FromResult(StepStart.Of($"handle of {run.Step.Name}"));
    }

    public Task<RunEnd> WaitAsync(StepRun run, CancellationToken cancellationToken) =>
        run.Step.Handle is null ? Task.FromResult(new RunEnd(null, "It was never started"))
        : EndsAtOnce(run) is { } end ? Task.FromResult(end)
        : Of(run.Step.Name).Task.WaitAsync(cancellationToken);

    public Task StopAsync(StepRun run, bool force, CancellationToken cancellationToken)
    {
        Stops.Enqueue((run.Step.Name, force));
        if (force || !IgnoresInterrupts)
        {
            End(run.Step.Name, force ? 137 : 143);
        }

        return Task.CompletedTask;
    }

    public Task FetchLogsAsync(StepRun run, CancellationToken cancellationToken) => Task.CompletedTask;

    private TaskCompletionSource<RunEnd> Of(string name) =>
        _ends.GetOrAdd(name, _ => new TaskCompletionSource<RunEnd>(TaskCreationOptions.RunContinuationsAsynchronously));
}
