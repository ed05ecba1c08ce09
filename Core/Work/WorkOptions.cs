namespace Analytics.Work;

/// <summary>Section <c>Work</c>: the work queue's times, the same for all services of a database.</summary>
public sealed class WorkOptions
{
    public const string Section = "Work";

    /// <summary>How long a claim holds unless it is renewed; after that another worker may take the item.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    public TimeSpan RenewInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a queue is looked at when nothing wakes its worker.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often expired leases are looked for.</summary>
    public TimeSpan RescueInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stop waits for running items before it cancels them and gives them back.</summary>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(15);

    public int MaxAttempts { get; set; } = 5;

    /// <summary>The wait after a first failure; doubles with each further one, with jitter.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long done and cancelled items are kept.</summary>
    public TimeSpan KeepFinished { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long dead letters are kept.</summary>
    public TimeSpan KeepDead { get; set; } = TimeSpan.FromDays(90);

    public TimeSpan CleanInterval { get; set; } = TimeSpan.FromMinutes(10);
}
