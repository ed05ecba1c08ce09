using Analytics.Fixtures;

namespace Analytics.Nemesis.Tests.Running;

/// <summary>One service as a process, that is killed and started again under the same name.</summary>
internal sealed class Node(string name, string program, IReadOnlyDictionary<string, string> settings, string? address) : IAsyncDisposable
{
    private const int KeptLines = 200;

    private readonly List<string> _earlier = [];
    private ChildProcess? _process;

    public string Name => name;

    /// <summary>One fault at a time.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public string? Address => address;

    public int Id => Process.Id;

    /// <summary>The last lines of all its processes.</summary>
    public IReadOnlyList<string> Lines => [.. _earlier, .. LinesOf(_process)];

    private ChildProcess Process => _process ?? throw new InvalidOperationException($"{name} was not started.");

    public void Start(IReadOnlyDictionary<string, string>? more = null)
    {
        var environment = settings.Concat(more ?? new Dictionary<string, string>()).ToDictionary(StringComparer.Ordinal);
        _process = ChildProcess.StartAssembly(program, ["--urls", address ?? "http://127.0.0.1:0"], environment);
    }

    public Task SignalAsync(string signal) => Process.HasExited ? Task.CompletedTask : Process.SignalAsync(signal);

    public async Task KillAsync()
    {
        await SignalAsync("KILL");
        await EndAsync();
    }

    /// <summary>Asks it to stop as an operator does; what is wrong with how it ended, or null.</summary>
    public async Task<string?> StopAsync()
    {
        if (Process.HasExited)
        {
            return $"{name} had ended by itself, with {Process.ExitCode}";
        }

        await Process.SignalAsync("TERM");
        try
        {
            var code = await Process.WaitForExitAsync(TimeSpan.FromSeconds(60));
            return code == 0 ? null : $"{name} ended with {code} when it was told to stop";
        }
        catch (OperationCanceledException)
        {
            return $"{name} did not stop within a minute";
        }
        finally
        {
            await EndAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Turn.Dispose();
    }

    private async Task EndAsync()
    {
        if (_process is { } ended)
        {
            _earlier.AddRange(LinesOf(ended));
            _process = null;
            await ended.DisposeAsync();
        }
    }

    private static IEnumerable<string> LinesOf(ChildProcess? process) => process?.Lines.TakeLast(KeptLines) ?? [];
}
