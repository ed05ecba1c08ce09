using System.ComponentModel;
using System.Diagnostics;

namespace Analytics.Engines.Sandbox;

/// <summary>
/// A running child. It is watched against its limits, and dies with its owner: by the kernel's parent-death signal, and because the
/// child ends when its standard input does.
/// </summary>
public sealed class SandboxedProcess
{
    private const int KeptErrorLines = 20;
    private const int DiskEvery = 8;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(25);

    private readonly ProcessStartInfo _command;
    private readonly SandboxLimits _limits;
    private readonly string _scratch;
    private readonly TimeProvider _time;
    private readonly Action<string> _onLine;
    private readonly Activity? _activity;
    private readonly Queue<string> _errors = new();
    private readonly TaskCompletionSource<Process> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Process? _process;
    private SandboxBreach? _breach;
    private bool _killed;
    private ProcessUsage _usage;

    private SandboxedProcess(
        ProcessStartInfo command, SandboxLimits limits, string scratch, TimeProvider time, Action<string> onLine, Activity? activity)
    {
        _command = command;
        _limits = limits;
        _scratch = scratch;
        _time = time;
        _onLine = onLine;
        _activity = activity;
    }

    public int Id { get; private set; }

    /// <summary>Completes when the process is gone and its output read.</summary>
    public Task<SandboxEnd> Completion { get; private set; } = Task.FromException<SandboxEnd>(new InvalidOperationException(
        "Not started."));

    /// <summary>Starts the command and tells it <paramref name="request"/>, a line of its own, on its standard input.</summary>
    internal static async Task<SandboxedProcess> StartAsync(
        ProcessStartInfo command, string request, SandboxLimits limits, string scratch, TimeProvider time, Action<string> onLine,
        Activity? activity = null)
    {
        var child = new SandboxedProcess(command, limits, scratch, time, onLine, activity);
        var begin = time.GetTimestamp();

        // The kernel sends the parent-death signal when the starting THREAD ends, and a pool thread may end at any time.
        new Thread(child.Own) { IsBackground = true, Name = "sandbox owner" }.Start();
        var process = await child._started.Task;
        child._process = process;
        child.Id = process.Id;
        child.Completion = child.FollowAsync(process, request, begin);
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

        End();
    }

    private void Own()
    {
        var process = new Process { StartInfo = _command };
        try
        {
            process.Start();
        }
        catch (Exception exception)
        {
            // Handed to whoever awaits the start; this thread has no caller.
            process.Dispose();
            _started.SetException(exception);
            return;
        }

        _started.SetResult(process);

        // With a time limit the wait ends at the exit, without one only when the last reader of the output has seen its end.
        while (!process.WaitForExit(TimeSpan.FromHours(1)))
        {
        }

        _exited.SetResult();
    }

    private async Task<SandboxEnd> FollowAsync(Process process, string request, long begin)
    {
        using var activity = _activity;
        var output = BoundedLines.ReadAsync(process.StandardOutput.BaseStream, _onLine);
        var errors = BoundedLines.ReadAsync(process.StandardError.BaseStream, KeepError);
        var watch = WatchAsync(process, begin);
        try
        {
            await process.StandardInput.WriteAsync(request.AsMemory());
            await process.StandardInput.WriteAsync('\n');
            await process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It ended before it had read its task; the exit code says why.
        }

        await _exited.Task;
        await Task.WhenAll(output, errors, watch);
        using (process)
        {
            var end = new SandboxEnd(
                process.ExitCode, _breach, _killed,
                new EngineUsage(_usage.PeakMemoryBytes, _usage.CpuTime.TotalSeconds, _time.GetElapsedTime(begin)), [.. _errors]);
            SandboxTelemetry.End(_activity, Id, end);
            return end;
        }
    }

    private async Task WatchAsync(Process process, long begin)
    {
        using var timer = new PeriodicTimer(Tick, _time);
        for (var tick = 0; !_exited.Task.IsCompleted; tick++)
        {
            if (ProcessUsage.Of(process) is { } usage)
            {
                _usage = new ProcessUsage(Math.Max(usage.PeakMemoryBytes, _usage.PeakMemoryBytes), usage.CpuTime);
            }

            SandboxBreach? breach = _usage.PeakMemoryBytes > _limits.MemoryBytes + _limits.MemoryMarginBytes ? SandboxBreach.Memory
                : _usage.CpuTime > _limits.CpuTime ? SandboxBreach.CpuTime
                : _time.GetElapsedTime(begin) > _limits.WallTime ? SandboxBreach.WallTime
                : tick % DiskEvery == 0 && ScratchSize.Of(_scratch) > _limits.DiskBytes ? SandboxBreach.Disk
                : null;
            if (breach is not null)
            {
                lock (_gate)
                {
                    _breach ??= breach;
                }

                End();
            }

            await Task.WhenAny(_exited.Task, timer.WaitForNextTickAsync().AsTask());
        }
    }

    private void End()
    {
        if (_exited.Task.IsCompleted)
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            Posix.KillGroup(Id);
        }

        try
        {
            _process?.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It is gone already, or a child of it is going; the signal to its group has been sent.
        }
    }

    private void KeepError(string line)
    {
        lock (_gate)
        {
            _errors.Enqueue(line);
            if (_errors.Count > KeptErrorLines)
            {
                _errors.Dequeue();
            }
        }
    }
}
