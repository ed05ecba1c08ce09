using Analytics.Catalogue.Jobs;
using Analytics.Engines;

namespace Analytics.Standalone.Spark;

/// <summary>The Spark of this machine, as <c>SPARK_HOME</c> and its like name it, and what jobs would miss in it.</summary>
/// <param name="Home">Its folder; null where it can run nothing.</param>
/// <param name="Unavailable">Kinds of jobs that it cannot run, with what is missing.</param>
/// <param name="Notes">What is missing besides, that only some jobs need.</param>
internal sealed record SparkInstallation(string? Home, IReadOnlyList<UnavailableEngine> Unavailable, IReadOnlyList<string> Notes)
{
    private const string Again = "and start the platform again.";
    private static readonly string[] Kinds = [JobKinds.PySpark, JobKinds.Hive, JobKinds.HadoopStreaming];

    /// <summary>Looks, without starting Spark; Python is asked for numpy.</summary>
    public static async Task<SparkInstallation> FindAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        if (configuration["SPARK_HOME"] is not { Length: > 0 } home)
        {
            return Missing($"It runs on Spark: unpack Spark 3.5 (spark.apache.org/downloads), let SPARK_HOME name its folder, {Again}");
        }

        var programs = new Programs(configuration["PATH"]);
        var jars = Path.Combine(home, "jars");
        if (!File.Exists(Path.Combine(home, "bin", "spark-submit")) || !Directory.Exists(jars))
        {
            return Missing(
                $"SPARK_HOME names {home}, where there is no bin/spark-submit or no jars: set it to the folder of a Spark 3.5, {Again}");
        }

        var java = configuration["JAVA_HOME"] is { Length: > 0 } javaHome ? Path.Combine(javaHome, "bin", "java") : programs.Find("java");
        if (java is null || !File.Exists(java))
        {
            return Missing($"Spark needs Java 8, 11 or 17, and there is none: install it or let JAVA_HOME name it, {Again}");
        }

        var missing = new List<UnavailableEngine>();
        var notes = new List<string>();
        var python = programs.Find(configuration["PYSPARK_PYTHON"] is { Length: > 0 } given ? given : "python3");
        if (python is null)
        {
            missing.Add(new UnavailableEngine(
                JobKinds.PySpark, $"Spark needs Python 3 for it, and there is none: let PYSPARK_PYTHON name it, {Again}"));
        }
        else if (!await Programs.SucceedsAsync(python, ["-c", "import numpy"], cancellationToken))
        {
            notes.Add(
                $"{python} has no numpy, without which jobs that use Spark's MLlib fail, as the sample job delay-model does: install it "
                + $"(apt-get install python3-numpy, pip install numpy), or let PYSPARK_PYTHON name a Python that has it, {Again}");
        }

        if (!Directory.EnumerateFiles(jars, "spark-hive_*.jar").Any())
        {
            missing.Add(new UnavailableEngine(JobKinds.Hive, $"The Spark in {home} was built without Hive: take one with it, {Again}"));
        }

        if (configuration["HADOOP_STREAMING_JAR"] is not { Length: > 0 } jar || !File.Exists(jar))
        {
            missing.Add(new UnavailableEngine(
                JobKinds.HadoopStreaming,
                "It needs Hadoop's streaming jar, which Spark does not bring: let HADOOP_STREAMING_JAR name hadoop-streaming-3.3.4.jar "
                + $"(Maven: org.apache.hadoop:hadoop-streaming), {Again}"));
        }

        return new SparkInstallation(home, missing, notes);
    }

    private static SparkInstallation Missing(string reason) => new(null, [.. Kinds.Select(kind => new UnavailableEngine(kind, reason))], []);
}
