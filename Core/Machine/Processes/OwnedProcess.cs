using System.Diagnostics;

namespace Analytics.Machine.Processes;

/// <summary>
/// A child process and what its owner does with it: start, output, input, end. It is started from a thread that lives as long as the
/// child: the kernel sends a parent-death signal when the starting thread ends, and a thread of the pool may end at any time.
/// </summary>
public sealed class OwnedProcess
{
    private const int KeptLines = 40;

    private readonly TimeSpan _outputGrace;
    private readonly Queue<string> _errors = new();
    private readonly TaskCompletionSource<Process> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Process? _process;
    private StreamWriter _input = StreamWriter.Null;

    private OwnedProcess(TimeSpan outputGrace) => _outputGrace = outputGrace;

    public int Id { get; private set; }

    /// <summary>Its exit code, when it is gone.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>Its exit code, when it is gone and its output read.</summary>
    public Task<int> Completion { get; private set; } = Task.FromException<int>(new InvalidOperationException("Not started."));

    /// <summary>The last lines of its standard error.</summary>
    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_errors)
            {
                return [.. _errors];
            }
        }
    }

    /// <summary>What it uses; null when it is gone.</summary>
    public ProcessUsage? Usage => _process is { } process ? ProcessUsage.Of(process, Id) : null;

    /// <summary>Starts a command whose three standard streams are redirected.</summary>
    /// <param name="command">The command.</param>
    /// <param name="onLine">Gets the lines of its standard output, cut where they are long.</param>
    /// <param name="onError">Gets those of its standard error, of which the last ones are kept besides.</param>
    /// <param name="outputGrace">
    /// How long after its end its output is waited for: what it started may live on and hold that open. For ever where it is null.
    /// </param>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program, or it may not be started.</exception>
    public static async Task<OwnedProcess> StartAsync(
        ProcessStartInfo command, Action<string> onLine, Action<string>? onError = null, TimeSpan? outputGrace = null)
    {
        var owned = new OwnedProcess(outputGrace ?? Timeout.InfiniteTimeSpan);
        new Thread(() => owned.Own(command)) { IsBackground = true, Name = "process owner" }.Start();
        var process = await owned._started.Task;
        (owned._process, owned.Id, owned._input) = (process, process.Id, process.StandardInput);
        owned.Completion = owned.FollowAsync(process, onLine, onError);
        return owned;
    }

    /// <summary>Writes a line to its standard input, which stays open; one that has ended does not read it.</summary>
    public async Task TellAsync(string line)
    {
        try
        {
            await _input.WriteAsync(line.AsMemory());
            await _input.WriteAsync('\n');
            await _input.FlushAsync();
        }
        catch (IOException)
        {
            // It ended before it had read all of it; its exit code says why.
        }
    }

    public void CloseInput() => _input.Close();

    /// <summary>Ends it at once, and all that it started.</summary>
    public void Kill()
    {
        if (!_exited.Task.IsCompleted)
        {
            ProcessSessions.Kill(Id);
        }
    }

    private void Own(ProcessStartInfo command)
    {
        var process = new Process { StartInfo = command };
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

        // With a time limit the wait ends at the exit, without one only when the last grandchild has closed the output.
        while (!process.WaitForExit(TimeSpan.FromHours(1)))
        {
        }

        _exited.SetResult(process.ExitCode);
    }

    private async Task<int> FollowAsync(Process process, Action<string> onLine, Action<string>? onError)
    {
        var output = Task.WhenAll(
            BoundedLines.ReadAsync(process.StandardOutput.BaseStream, onLine),
            BoundedLines.ReadAsync(process.StandardError.BaseStream, line => Keep(line, onError)));
        var code = await _exited.Task;
        using (process)
        {
            await Task.WhenAny(output, Task.Delay(_outputGrace));
            if (output.IsCompleted)
            {
                await output;
            }
        }

        return code;
    }

    private void Keep(string line, Action<string>? onError)
    {
        lock (_errors)
        {
            _errors.Enqueue(line);
            if (_errors.Count > KeptLines)
            {
                _errors.Dequeue();
            }
        }

        onError?.Invoke(line);
    }
}
