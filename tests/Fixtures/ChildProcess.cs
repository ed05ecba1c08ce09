using System.Collections.Concurrent;
using System.Diagnostics;

namespace Analytics.Fixtures;

/// <summary>
/// A program that a test starts, freezes, and kills. What it prints are the signals that the test waits for.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly SemaphoreSlim _newLine = new(0);

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>All that it printed so far, errors too.</summary>
    public IReadOnlyCollection<string> Lines => [.. _lines];

    /// <summary>
    /// Starts an assembly of the build, for example <c>typeof(TestWorker.Marker).Assembly.Location</c>.
    /// </summary>
    public static ChildProcess StartAssembly(
        string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        Start("dotnet", [assembly, .. arguments], environment);

    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        // A shell lets what it starts in the background ignore SIGINT, and so would its children, the child that is to be interrupted too.
        var command = OperatingSystem.IsLinux()
            ? new ProcessStartInfo("env", ["--default-signal=INT", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        command.RedirectStandardOutput = true;
        command.RedirectStandardError = true;
        command.UseShellExecute = false;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            command.Environment[name] = value;
        }

        var child = new ChildProcess(new Process { StartInfo = command });
        child._process.OutputDataReceived += child.OnLine;
        child._process.ErrorDataReceived += child.OnLine;
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Waits until it has printed a line that holds <paramref name="text"/>; returns that line.</summary>
    public async Task<string> WaitForAsync(string text, TimeSpan? limit = null)
    {
        var watch = Stopwatch.StartNew();
        var isOver = false;
        while (true)
        {
            if (_lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            if (watch.Elapsed > (limit ?? TimeSpan.FromSeconds(30)) || isOver)
            {
                Assert.Fail($"The child never printed '{text}', but:\n{string.Join('\n', _lines)}");
            }

            // A dead one says nothing more, once what it said has arrived.
            isOver = _process.HasExited && await HasArrivedAsync();
            await _newLine.WaitAsync(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Sends a signal: KILL, STOP, CONT, TERM, INT.</summary>
    public Task SignalAsync(string signal) => Signal.SendAsync(Id, signal);

    public async Task<int> WaitForExitAsync(TimeSpan? atMost = null)
    {
        using var limit = new CancellationTokenSource(atMost ?? TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _newLine.Dispose();
    }

    private async Task<bool> HasArrivedAsync()
    {
        // Its own children may hold its output open.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _process.WaitForExitAsync(limit.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        return true;
    }

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            _lines.Enqueue(text);
            _newLine.Release();
        }
    }
}
