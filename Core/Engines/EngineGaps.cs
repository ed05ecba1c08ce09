using Analytics.Core.Catalogue.Jobs;
using Analytics.Core.Engines.Emr;

namespace Analytics.Core.Engines;

/// <summary>Which jobs cannot run here, as far as this process knows. Nothing starts them, and their pages say why.</summary>
public sealed class EngineGaps(IEnumerable<EngineGap> gaps)
{
    /// <summary>What the job lacks; null where nothing is known to be missing.</summary>
    public string? Of(JobDefinition job) => job is { Kind: JobKinds.Sql, Engine: not EmrJobEngine.EngineName }
        ? null
        : gaps.FirstOrDefault(gap => gap.Kind == job.Kind)?.Reason;
}
