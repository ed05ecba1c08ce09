using System.Globalization;

using Analytics.Core.Catalogue.Jobs;
using Analytics.Core.Engines;
using Analytics.Core.Engines.Emr;
using Analytics.Processor.Options;
using Analytics.Tabular.Schema;

using Microsoft.Extensions.Options;

namespace Analytics.Processor.Running;

/// <summary>Picks the engine of a job, and says why.</summary>
internal sealed class EngineChoice(IEnumerable<IJobEngine> engines, EngineGaps gaps, IOptions<ProcessorOptions> options)
{
    private const string Auto = "auto";
    private const double Gigabyte = 1_000_000_000;

    /// <summary>The engine of this name; null where there is none here.</summary>
    public IJobEngine? Find(string name) => engines.FirstOrDefault(engine => engine.Name == name);

    /// <param name="job">What is to run.</param>
    /// <param name="inputBytes">Size of the files that it reads.</param>
    public (IJobEngine? Engine, string Reason) Choose(JobDefinition job, long inputBytes)
    {
        if (gaps.Of(job) is { } gap)
        {
            return (null, gap);
        }

        if (job.Engine is not Auto)
        {
            return (Find(job.Engine), $"The job names the engine '{job.Engine}'.");
        }

        var emr = Find(EmrJobEngine.EngineName);
        if (job.Kind != JobKinds.Sql)
        {
            return (emr, $"auto: {job.Kind} jobs run on EMR.");
        }

        var size = string.Create(CultureInfo.InvariantCulture, $"{inputBytes / Gigabyte:0.###} GB of input");
        var most = string.Create(CultureInfo.InvariantCulture, $"{options.Value.EmbeddedInputBytes / Gigabyte:0.###} GB");
        var reason = inputBytes <= options.Value.EmbeddedInputBytes ? $"{size}, which up to {most} the embedded engine reads"
            : emr is null ? $"{size} are more than {most}, but there is no EMR here"
            : HasTime(job) ? $"{size} are more than {most}, but Spark has no type for a time of day"
            : null;
        return reason is null
            ? (emr, $"auto: {size} are more than the {most} that the embedded engine reads, so it runs on EMR.")
            : (Find(EmbeddedJobEngine.EngineName), $"auto: {reason}.");
    }

    private static bool HasTime(JobDefinition job) => job.Output.Columns.Any(column => column.Type.Kind == ColumnKind.Time);
}
