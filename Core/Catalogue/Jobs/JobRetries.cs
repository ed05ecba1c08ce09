namespace Analytics.Catalogue.Jobs;

/// <summary>What happens after a failure that may pass.</summary>
public sealed record JobRetries
{
    /// <summary>Further attempts, 0 to 10.</summary>
    public int Count { get; init; } = 2;

    /// <summary>Before the first of them; doubled for each further one.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(10);
}
