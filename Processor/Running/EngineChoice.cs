using Analytics.Core.Catalogue.Jobs;
using Analytics.Core.Engines;

namespace Analytics.Processor.Running;

/// <summary>Picks the engine of a job, and says why.</summary>
internal sealed class EngineChoice(IEnumerable<IJobEngine> engines)
{
    private const string Auto = "auto";

    /// <summary>The engine of this name; null where there is none here.</summary>
    public IJobEngine? Find(string name) => engines.FirstOrDefault(engine => engine.Name == name);

    public (IJobEngine? Engine, string Reason) Choose(JobDefinition job) => job.Engine is Auto
        ? (Find(EmbeddedJobEngine.EngineName), $"auto: {job.Kind} jobs run in the embedded engine.")
        : (Find(job.Engine), $"The job names the engine '{job.Engine}'.");
}
