namespace Analytics.Runs;

/// <summary>What set a run off.</summary>
public static class RunTriggers
{
    public const string Manual = "manual";
    public const string Cron = "cron";
    public const string Dataset = "dataset";
}
