namespace Analytics.Processor.Options;

/// <summary>Section <c>Processor</c>.</summary>
public sealed class ProcessorOptions
{
    public const string Section = "Processor";

    /// <summary>How many runs, of different jobs, this service works on at the same time.</summary>
    public int Concurrency { get; set; } = 2;

    /// <summary>The folder in which attempts keep what they spill and write; made where it is missing.</summary>
    public string ScratchPath { get; set; } = Path.Combine(Path.GetTempPath(), "analytics-processor");

    /// <summary>How often wishes to cancel are looked for when no notification tells of one.</summary>
    public TimeSpan CancelPoll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a run waits before it looks again whether the job's earlier run has ended.</summary>
    public TimeSpan BusyDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before an attempt, whatever the job's own backoff has doubled to.</summary>
    public TimeSpan LongestBackoff { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often triggers are looked at: the clock's ticks, and versions of which no event told.</summary>
    public TimeSpan TriggerInterval { get; set; } = TimeSpan.FromSeconds(10);
}
