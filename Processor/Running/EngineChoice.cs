using System.Globalization;

using Analytics.Catalogue.Jobs;
using Analytics.Engines;
using Analytics.Processor.Options;
using Analytics.Tabular.Schema;

using Microsoft.Extensions.Options;

namespace Analytics.Processor.Running;

/// <summary>Picks the engine of a job, and says why.</summary>
internal sealed class EngineChoice(IEnumerable<IJobEngine> engines, EngineAvailability availability, IOptions<ProcessorOptions> options)
{
    private const string Auto = "auto";

    /// <summary>The engine of this name; null where there is none here.</summary>
    public IJobEngine? Find(string name) => engines.FirstOrDefault(engine => engine.Name == name);

    /// <param name="job">What is to run.</param>
    /// <param name="inputBytes">Size of the files that it reads.</param>
    public (IJobEngine? Engine, string Reason) Choose(JobDefinition job, long inputBytes)
    {
        if (availability.WhyUnavailable(job) is { } reason)
        {
            return (null, reason);
        }

        if (job.Engine is not Auto)
        {
            return (Find(job.Engine), $"The job specifies the engine '{job.Engine}'.");
        }

        var emr = Find(EngineNames.Emr);
        if (job.Kind != JobKinds.Sql)
        {
            return (emr, $"EMR: the engine of {job.Kind} jobs.");
        }

        var (size, limit) = (Size(inputBytes), Size(options.Value.EmbeddedInputBytes));
        var embedded = Find(EngineNames.Embedded);
        return inputBytes <= options.Value.EmbeddedInputBytes ? (embedded, $"Embedded engine: {size} of input (limit {limit}).")
            : emr is null ? (embedded, $"Embedded engine: {size} of input exceeds the limit of {limit}, but EMR is not configured.")
            : HasTime(job) ? (embedded, $"Embedded engine: {size} of input exceeds the limit of {limit}, but Spark has no time of day.")
            : (emr, $"EMR: {size} of input exceeds the embedded engine's limit of {limit}.");
    }

    private static string Size(long bytes)
    {
        var (value, unit) = bytes switch
        {
            >= 1_000_000_000 => (bytes / 1e9, "GB"),
            >= 1_000_000 => (bytes / 1e6, "MB"),
            >= 1_000 => (bytes / 1e3, "kB"),
            _ => (bytes, "B"),
        };
        return $"{value.ToString("0.#", CultureInfo.InvariantCulture)} {unit}";
    }

    private static bool HasTime(JobDefinition job) => job.Output.Columns.Any(column => column.Type.Kind == ColumnKind.Time);
}
