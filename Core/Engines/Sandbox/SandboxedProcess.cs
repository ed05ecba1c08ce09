using System.Diagnostics;

using Analytics.Machine.Processes;

namespace Analytics.Engines.Sandbox;

/// <summary>
/// A running child. It is watched against its limits, and dies with its owner: by the kernel's parent-death signal, and because the
/// child ends when its standard input does.
/// </summary>
public sealed class SandboxedProcess
{
    private const int DiskEvery = 8;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(25);

    private readonly OwnedProcess _process;
    private readonly SandboxLimits _limits;
    private readonly string _scratch;
    private readonly TimeProvider _time;
    private readonly Activity? _activity;
    private readonly Lock _gate = new();
    private ExceededLimit? _exceeded;
    private bool _killed;
    private ProcessUsage _usage;

    private SandboxedProcess(
        OwnedProcess process, SandboxLimits limits, string scratch, TimeProvider time, Activity? activity)
    {
        _process = process;
        _limits = limits;
        _scratch = scratch;
        _time = time;
        _activity = activity;
    }

    public int Id => _process.Id;

    /// <summary>Completes when the process is gone and its output read.</summary>
    public Task<SandboxEnd> Completion { get; private set; } = Task.FromException<SandboxEnd>(new InvalidOperationException(
        "Not started."));

    /// <summary>Starts the command and tells it <paramref name="request"/>, a line of its own, on its standard input.</summary>
    internal static async Task<SandboxedProcess> StartAsync(
        ProcessStartInfo command, string request, SandboxLimits limits, string scratch, TimeProvider time, Action<string> onLine,
        Activity? activity = null)
    {
        var begin = time.GetTimestamp();
        var process = await OwnedProcess.StartAsync(command, onLine);
        var child = new SandboxedProcess(process, limits, scratch, time, activity);
        child.Completion = child.FollowAsync(request, begin);
        return child;
    }

    /// <summary>Makes spans of the parts that the child says it did, once it is gone.</summary>
    internal void Report(IReadOnlyList<EnginePhase>? phases) => SandboxTelemetry.Report(_activity, phases);

    /// <summary>Ends it at once, and all that it started.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _killed = true;
        }

        _process.Kill();
    }

    private async Task<SandboxEnd> FollowAsync(string request, long begin)
    {
        using var activity = _activity;
        var watch = WatchAsync(begin);
        await _process.TellAsync(request);
        var exitCode = await _process.Completion;
        await watch;
        var end = new SandboxEnd(
            exitCode, _exceeded, _killed,
            new EngineUsage(_usage.PeakMemoryBytes, _usage.CpuTime.TotalSeconds, _time.GetElapsedTime(begin)), _process.Errors);
        SandboxTelemetry.End(_activity, Id, end);
        return end;
    }

    private async Task WatchAsync(long begin)
    {
        using var timer = new PeriodicTimer(Tick, _time);
        for (var tick = 0; !_process.Exited.IsCompleted; tick++)
        {
            if (_process.Usage is { } usage)
            {
                _usage = new ProcessUsage(Math.Max(usage.PeakMemoryBytes, _usage.PeakMemoryBytes), usage.CpuTime);
            }

            ExceededLimit? exceeded = _usage.PeakMemoryBytes > _limits.MemoryBytes + _limits.MemoryMarginBytes ? ExceededLimit.Memory
                : _usage.CpuTime > _limits.CpuTime ? ExceededLimit.CpuTime
                : _time.GetElapsedTime(begin) > _limits.WallTime ? ExceededLimit.WallTime
                : tick % DiskEvery == 0 && ScratchSize.Of(_scratch) > _limits.DiskBytes ? ExceededLimit.Disk
                : null;
            if (exceeded is not null)
            {
                lock (_gate)
                {
                    _exceeded ??= exceeded;
                }

                _process.Kill();
            }

            await Task.WhenAny(_process.Exited, timer.WaitForNextTickAsync().AsTask());
        }
    }
}
