namespace Analytics.Work;

/// <summary>What tests wait for instead of sleeping; nothing is set in production.</summary>
public sealed class WorkSignals
{
    /// <summary>An item was claimed and its handler is about to run.</summary>
    public Action<WorkItem>? Started { get; set; }

    /// <summary>The outcome of an item was written, or dropped.</summary>
    public Action<WorkItem, WorkOutcome>? Finished { get; set; }

    /// <summary>The listener is subscribed, for the first time or again.</summary>
    public Action? Listening { get; set; }

    /// <summary>A worker found its queue empty and waits.</summary>
    public Action<string>? Idle { get; set; }
}
