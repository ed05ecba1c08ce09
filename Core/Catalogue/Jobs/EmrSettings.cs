namespace Analytics.Catalogue.Jobs;

/// <summary>Where a job runs on EMR: a long-running cluster, or one that is started and shared by the jobs that ask for the same.</summary>
public sealed record EmrSettings
{
    /// <summary>A long-running cluster; the settings below are not asked then.</summary>
    public string? ClusterId { get; init; }

    public string ReleaseLabel { get; init; } = "emr-7.13.0";

    /// <summary>Instance types of which EMR takes one for the primary node, which is never a Spot instance.</summary>
    public IReadOnlyList<string> PrimaryTypes { get; init; } = ["m5.xlarge"];

    /// <summary>Instance types of which EMR takes any for the core nodes.</summary>
    public IReadOnlyList<string> CoreTypes { get; init; } = ["m5.xlarge"];

    public int CoreCount { get; init; } = 2;

    /// <summary>The share of the core nodes, 0 to 1, that are Spot instances.</summary>
    public double SpotShare { get; init; }

    /// <summary>How long the cluster stays when nothing runs on it.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Of a SQL job: the file of the SELECT in Spark's dialect; null where the job's script serves both engines.</summary>
    public string? ScriptFile { get; init; }

    /// <summary>That file's text as it was loaded.</summary>
    public string? Script { get; init; }
}
