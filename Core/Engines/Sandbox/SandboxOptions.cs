namespace Analytics.Engines.Sandbox;

/// <summary>Section <c>Sandbox</c>: the child processes that run user SQL and read untrusted Parquet files.</summary>
public sealed class SandboxOptions
{
    public const string Section = "Sandbox";

    /// <summary>The engine's assembly; empty for <c>Analytics.EmbeddedEngine.dll</c> beside the service.</summary>
    public string EnginePath { get; set; } = "";

    /// <summary>Memory of a task that names no limit of its own, in MB.</summary>
    public int MemoryMegabytes { get; set; } = 1024;

    /// <summary>CPU time of a task that names no limit of its own.</summary>
    public TimeSpan CpuTime { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>Scratch space of a task that names no limit of its own, in MB.</summary>
    public int DiskMegabytes { get; set; } = 20 * 1024;

    /// <summary>Wall time of a task that names no limit of its own.</summary>
    public TimeSpan WallTime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Threads of one task.</summary>
    public int Threads { get; set; } = Math.Clamp(Environment.ProcessorCount, 1, 8);

    /// <summary>The user, by number, that children run as when the service itself is root. 65534 is <c>nobody</c>.</summary>
    public int UserId { get; set; } = 65534;

    /// <summary>
    /// Refuses to start where this machine lacks a wall, and names it, instead of running with a warning: another user or Landlock, a
    /// network namespace, the kernel's limits, no new privileges.
    /// </summary>
    public bool RequireIsolation { get; set; }

    /// <summary>The limits of a task that names none of its own.</summary>
    public SandboxLimits Limits() => new()
    {
        MemoryBytes = (long)MemoryMegabytes << 20,
        CpuTime = CpuTime,
        DiskBytes = (long)DiskMegabytes << 20,
        WallTime = WallTime,
        Threads = Threads,
    };
}
