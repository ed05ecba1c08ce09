namespace Analytics.Processor.Options;

/// <summary>Section <c>Processor</c>.</summary>
public sealed class ProcessorOptions
{
    public const string Section = "Processor";

    /// <summary>How many runs, of different jobs, this service works on at the same time.</summary>
    public int Concurrency { get; set; } = 2;

    /// <summary>
    /// The folder in which attempts keep what they spill and write; made where it is missing. Processors may share it: each has a
    /// folder of its own in it.
    /// </summary>
    public string ScratchPath { get; set; } = Path.Combine(Path.GetTempPath(), "analytics-processor");

    /// <summary>
    /// Input of a SQL job, in bytes of its files, past which it runs on EMR, where there is one and the job's engine is auto.
    /// </summary>
    public long EmbeddedInputBytes { get; set; } = 20L << 30;

    /// <summary>
    /// Bytes of input files that a run may copy from a bucket to <see cref="ScratchPath"/>, for the embedded engine. Past it the run fails
    /// before anything is copied.
    /// </summary>
    public long FetchedInputBytes { get; set; } = 100L << 30;

    /// <summary>
    /// Bytes of large input files in a bucket from which a SQL job that runs on the embedded engine gets copies of the columns alone that
    /// its SELECT names. What those are is found out by a child process, which takes a moment.
    /// </summary>
    public long ColumnCopyBytes { get; set; } = 64L << 20;

    /// <summary>How often wishes to cancel are looked for when no notification tells of one.</summary>
    public TimeSpan CancelPoll { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a run waits before it looks again whether the job's earlier run has ended.</summary>
    public TimeSpan BusyDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait before an attempt, whatever the job's own backoff has doubled to.</summary>
    public TimeSpan LongestBackoff { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often triggers are looked at: the clock's ticks, and versions of which no event told.</summary>
    public TimeSpan TriggerInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long runs that have ended are kept, with their logs and outputs. Those that a result table's rows name, or that its next
    /// rollback needs, are kept longer.
    /// </summary>
    public TimeSpan KeepRuns { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How old an output is before it is removed because no run names it.</summary>
    public TimeSpan OutputGrace { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often what is kept no longer is looked for.</summary>
    public TimeSpan MaintenanceInterval { get; set; } = TimeSpan.FromMinutes(10);
}
