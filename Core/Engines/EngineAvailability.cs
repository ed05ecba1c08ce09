using Analytics.Catalogue.Jobs;

namespace Analytics.Engines;

/// <summary>Which jobs cannot run here, as far as this process knows. Nothing starts them, and their pages say why.</summary>
public sealed class EngineAvailability(IEnumerable<UnavailableEngine> unavailable)
{
    /// <summary>What the job lacks; null where nothing is known to be missing.</summary>
    public string? WhyUnavailable(JobDefinition job) => job is { Kind: JobKinds.Sql, Engine: not EngineNames.Emr }
        ? null
        : unavailable.FirstOrDefault(engine => engine.Kind == job.Kind)?.Reason;
}
