namespace Analytics.Catalogue.Jobs;

/// <summary>A job, from <c>jobs/&lt;name&gt;/job.yaml</c> and the script beside it.</summary>
public sealed record JobDefinition
{
    /// <summary>The folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>The question that the result answers, for people.</summary>
    public string? Description { get; init; }

    public string? Owner { get; init; }

    /// <summary>What the script is, one of <see cref="JobKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The script's file name in the job's folder; of a streaming job its mapper's.</summary>
    public required string ScriptFile { get; init; }

    /// <summary>The script's text as it was loaded.</summary>
    public required string Script { get; init; }

    /// <summary>Of a streaming job: its reducer's file name; null where it has none.</summary>
    public string? ReducerFile { get; init; }

    /// <summary>The reducer's text as it was loaded.</summary>
    public string? Reducer { get; init; }

    /// <summary>Datasets that the script reads, as tables of the same names.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    public IReadOnlyList<JobParameter> Parameters { get; init; } = [];

    public required JobOutput Output { get; init; }

    /// <summary><c>auto</c>, or an engine's name: <c>embedded</c>, <c>emr</c>.</summary>
    public string Engine { get; init; } = "auto";

    /// <summary>Where it runs on EMR; null for the defaults.</summary>
    public EmrSettings? Emr { get; init; }

    public JobTriggers Triggers { get; init; } = new();

    /// <summary>Wall time of one attempt.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    public JobRetries Retries { get; init; } = new();

    public JobLimits Limits { get; init; } = new();
}
