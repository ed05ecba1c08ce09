namespace Analytics.Catalogue.Jobs;

/// <summary>What starts a job besides a person.</summary>
public sealed record JobTriggers
{
    public IReadOnlyList<CronTrigger> Cron { get; init; } = [];

    /// <summary>Datasets whose new versions start the job; each is one of its inputs.</summary>
    public IReadOnlyList<string> On { get; init; } = [];
}
