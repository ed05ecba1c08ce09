using System.Globalization;

using Analytics.Catalogue.Jobs;
using Analytics.Engines;

namespace Analytics.Emr;

/// <summary>
/// One of the steps of an attempt: that of the job's script or, for Hadoop streaming, the one before it that writes the lines.
/// </summary>
/// <param name="Job">The job as the run has it.</param>
/// <param name="WritesText">Whether it writes the inputs as text, on Spark, and the job's own step is yet to come.</param>
/// <param name="Before">What the attempt's steps before it took of the job's time limit.</param>
internal sealed record EmrStage(JobDefinition Job, bool WritesText = false, TimeSpan Before = default)
{
    private const int LongestName = 256;

    /// <summary>Whether it runs analytics_runner.py.</summary>
    public bool IsPython => WritesText || HasEventLog;

    public bool HasEventLog => !WritesText && Job.Kind is JobKinds.PySpark or JobKinds.Sql;

    /// <summary>The step with which an attempt at the job begins.</summary>
    public static EmrStage FirstOf(JobDefinition job) => new(job, job.Kind == JobKinds.HadoopStreaming);

    /// <summary>By it a step is found whose reply was lost.</summary>
    public string NameOf(EngineTask task)
    {
        var name = string.Create(
            CultureInfo.InvariantCulture, $"run-{task.RunId}-{task.Attempt}{(WritesText ? "-text" : "")} {Job.Name}");
        return name.Length <= LongestName ? name : name[..LongestName];
    }
}
