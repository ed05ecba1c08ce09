using System.Diagnostics;

namespace Analytics.EmbeddedPostgres.Processes;

/// <summary>
/// A child process started from a thread that lives as long as the child: the kernel sends a parent-death signal when
/// the starting thread ends, and a thread of the pool may end at any time.
/// </summary>
internal sealed class OwnedProcess
{
    private const int KeptLines = 40;

    private readonly Queue<string> _lines = new();
    private readonly Action<string> _onLine;
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _openOutputs = 2;

    private OwnedProcess(Action<string> onLine) => _onLine = onLine;

    public int Id { get; private set; }

    public Task Exited => _exited.Task;

    /// <summary>The last lines that it wrote, for error messages.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public static async Task<OwnedProcess> StartAsync(ProcessStartInfo command, Action<string> onLine)
    {
        var owned = new OwnedProcess(onLine);
        new Thread(() => owned.Run(command)) { IsBackground = true, Name = "postgres owner" }.Start();
        owned.Id = await owned._started.Task;
        return owned;
    }

    private void Run(ProcessStartInfo command)
    {
        using var process = new Process { StartInfo = command };
        try
        {
            process.Start();
        }
        catch (Exception exception)
        {
            // Handed to whoever awaits the start; this thread has no caller.
            _started.SetException(exception);
            return;
        }

        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.StandardInput.Close();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        _started.SetResult(process.Id);

        // With a time limit the wait ends at the exit, without one only when the last grandchild has closed the output.
        while (!process.WaitForExit(TimeSpan.FromHours(1)))
        {
        }

        // What it said last is why it ended; a grandchild that lives on may keep its output open.
        _outputEnded.Task.Wait(TimeSpan.FromSeconds(1));
        _exited.SetResult();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            if (Interlocked.Decrement(ref _openOutputs) == 0)
            {
                _outputEnded.SetResult();
            }

            return;
        }

        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > KeptLines)
            {
                _lines.Dequeue();
            }
        }

        _onLine(line);
    }
}
