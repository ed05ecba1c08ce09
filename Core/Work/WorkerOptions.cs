namespace Analytics.Work;

/// <summary>How one service works on one queue.</summary>
public sealed class WorkerOptions
{
    /// <summary>How many items run at the same time.</summary>
    public int Concurrency { get; set; } = 1;
}
