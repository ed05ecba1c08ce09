namespace Analytics.Catalogue.Jobs;

/// <summary>What a run may use; the Processor's own limits bound these.</summary>
public sealed record JobLimits
{
    public int MemoryMegabytes { get; init; } = 1024;

    public TimeSpan CpuTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Scratch space and output together.</summary>
    public int DiskMegabytes { get; init; } = 4096;
}
