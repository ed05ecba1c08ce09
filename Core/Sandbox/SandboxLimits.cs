namespace Analytics.Core.Sandbox;

/// <summary>What one child process may use. A breach kills it, and the failure names the limit.</summary>
public sealed record SandboxLimits
{
    /// <summary>What the SQL engine plans with; past it, it spills to disk. The process is killed 256 MB above it.</summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>Of all threads together.</summary>
    public TimeSpan CpuTime { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>What it may write in its scratch folder: spilled data and output together.</summary>
    public long DiskBytes { get; init; } = 20L << 30;

    /// <summary>From its start to its end.</summary>
    public TimeSpan WallTime { get; init; } = TimeSpan.FromMinutes(30);

    public int Threads { get; init; } = 2;
}
