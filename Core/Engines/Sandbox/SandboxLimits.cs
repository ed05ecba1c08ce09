namespace Analytics.Engines.Sandbox;

/// <summary>What one child process may use. Exceeding one kills it, and the failure names the limit.</summary>
public sealed record SandboxLimits
{
    /// <summary>What the SQL engine plans with; past it, it spills to disk.</summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>For what comes on top of it: runtime, code, threads. The process is killed when it holds more than both.</summary>
    public long MemoryMarginBytes { get; init; } = 256L << 20;

    /// <summary>Of all threads together.</summary>
    public TimeSpan CpuTime { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>
    /// Whether allocations past both fail at once where the system can do that. Else the process is only looked at every few
    /// milliseconds, in which a single large allocation can pass the limit by far.
    /// </summary>
    public bool IsMemoryHard { get; init; }

    /// <summary>What it may write in its scratch folder: spilled data and output together.</summary>
    public long DiskBytes { get; init; } = 20L << 30;

    /// <summary>From its start to its end.</summary>
    public TimeSpan WallTime { get; init; } = TimeSpan.FromMinutes(30);

    public int Threads { get; init; } = 2;
}
