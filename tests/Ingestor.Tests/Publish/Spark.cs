using System.Text.Json;
using Analytics.Fixtures;
using Analytics.Fixtures.Emr;

namespace Analytics.Ingestor.Tests.Publish;

/// <summary>The real Spark with Delta Lake, a reader that knows nothing of this platform.</summary>
internal static class Spark
{
    /// <summary>
    /// Does a task in one session, and gives each part's result by its name; a fault is a result too. Skips the test where Spark or
    /// Delta Lake is not there.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, string>> RunAsync(SparkTask task, string folder)
    {
        var (home, jars) = (RealSpark.Home, RealSpark.DeltaJars);
        Directory.CreateDirectory(folder);
        var script = Path.Combine(folder, "read.py");
        var input = Path.Combine(folder, "task.json");
        await File.WriteAllTextAsync(script, Script, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            input, JsonSerializer.Serialize(task, JsonSerializerOptions.Web), TestContext.Current.CancellationToken);
        await using var child = ChildProcess.Start(
            Path.Combine(home, "bin", "spark-submit"),
            ["--master", "local[2]", "--conf", "spark.ui.enabled=false", "--driver-memory", "1g", "--jars", jars, script, input],
            new Dictionary<string, string> { ["SPARK_LOCAL_DIRS"] = folder, ["SPARK_LOCAL_IP"] = "127.0.0.1" });
        await Eventually.TrueAsync(() => child.HasExited, TimeSpan.FromMinutes(5), "Spark has read it all");
        Assert.True(child.ExitCode == 0, $"Spark ended with {child.ExitCode}:\n{string.Join('\n', child.Lines)}");
        return child.Lines.Where(line => line.StartsWith("RESULT ", StringComparison.Ordinal))
            .Select(line => line["RESULT ".Length..].Split(" = ", 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);
    }

    private const string Script = """
        import json, sys
        from pyspark.sql import SparkSession

        spark = (SparkSession.builder
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.databricks.delta.snapshotPartitions", "1")
            .getOrCreate())
        spark.sparkContext.setLogLevel("OFF")
        task = json.load(open(sys.argv[1]))

        def attempt(name, read):
            try:
                result = read()
            except Exception as fault:
                result = "FAULT " + " ".join(str(fault).split())[:2000]
            print("RESULT", name, "=", result, flush=True)

        def load(place):
            path, _, version = place.partition("@")
            reader = spark.read.format("delta")
            return (reader.option("versionAsOf", version) if version else reader).load(path)

        def write(place, target):
            rows = load(place)
            rows.write.parquet(target)
            return rows.count()

        for copy in task["copies"]:
            attempt(copy["name"], lambda: write(copy["place"], copy["target"]))
        for query in task["queries"]:
            def run():
                load(query["place"]).createOrReplaceTempView("t")
                return spark.sql(query["sql"]).collect()[0][0]
            attempt(query["name"], run)
        for query in task["skips"]:
            attempt(query["name"], lambda: "%d rows of %d files" % (
                (lambda rows: (rows.count(), len(rows.inputFiles())))(load(query["place"]).where(query["sql"]))))
        spark.stop()
        """;
}
