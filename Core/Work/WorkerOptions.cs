namespace Analytics.Work;

/// <summary>How one service works on one queue.</summary>
public sealed class WorkerOptions
{
    /// <summary>How many items run at the same time.</summary>
    public int Concurrency { get; set; } = 1;

    /// <summary>How many items with the same batch key are claimed together at most; they count as one of those that run.</summary>
    public int BatchSize { get; set; } = 1;
}
