using System.IO.Compression;

using Amazon.S3.Model;

using Analytics.Fixtures.Aws;
using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Spark;

/// <summary>One small job of each kind that EMR's steps have, over the same file on S3: the same for every runner.</summary>
internal sealed class SparkJobs(TestBucket bucket)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private string Root => $"s3://{bucket.Name}/";

    public string LogUri => Root + "logs/";

    /// <summary>One step of each kind that works, and two of those that fail.</summary>
    public object[] Steps =>
    [
        EmrClient.Step("spark-submit", null, "spark-submit", "--deploy-mode", "cluster", "--conf", "spark.sql.shuffle.partitions=1",
            "--py-files", Root + "lib.py", Root + "job.py", Root + "in/", Root + "submit/", "two words"),
        EmrClient.Step("spark-sql", null, "spark-sql", "--conf", "spark.sql.shuffle.partitions=1", "-f", Root + "query.sql"),
        EmrClient.Step("hive-script", null, "hive-script", "--run-hive-script", "--args", "-f", Root + "script.hql",
            "-d", $"INPUT={Root}in/", "-d", $"OUTPUT={Root}hive/"),
        EmrClient.Step("hadoop-streaming", null, "hadoop-streaming", "-files", $"{Root}map.py,{Root}reduce.py",
            "-mapper", "python3 map.py", "-reducer", "python3 reduce.py", "-input", Root + "in/", "-output", Root + "streaming/"),
        EmrClient.Step("no input", null, "spark-submit", Root + "job.py", Root + "nothing/", Root + "none/"),
        EmrClient.Step("no script", null, "spark-submit", Root + "absent.py"),
    ];

    public object Endless => EmrClient.Step("endless", null, "spark-submit", Root + "endless.py", Root + "started/");

    public async Task PutAsync()
    {
        await PutAsync("in/a.csv", "a,1\nb,2\na,3\n");
        await PutAsync("lib.py", "def shout(text):\n    return text.upper()\n");
        await PutAsync("job.py", """
            import sys
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            if len(sys.argv) > 3:
                from lib import shout
                print(shout(sys.argv[3]))
            rows = spark.read.csv(sys.argv[1], schema="k string, v int")
            rows.groupBy("k").sum("v").coalesce(1).write.csv(sys.argv[2])
            """);
        await PutAsync("endless.py", """
            import sys, time
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.range(1).write.csv(sys.argv[1])
            spark.sparkContext.parallelize([1], 1).foreach(lambda one: time.sleep(3600))
            """);
        await PutAsync("query.sql", $"""
            CREATE EXTERNAL TABLE t (k string, v int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION '{Root}in/';
            INSERT OVERWRITE DIRECTORY '{Root}sql/' USING csv SELECT k, sum(v) FROM t GROUP BY k;
            """);
        await PutAsync("script.hql", """
            CREATE EXTERNAL TABLE t (k string, v int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION '${INPUT}';
            INSERT OVERWRITE DIRECTORY '${hivevar:OUTPUT}' ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' SELECT k, sum(v) FROM t GROUP BY k;
            """);
        await PutAsync("map.py", """
            import sys
            for line in sys.stdin:
                print(line.strip().replace(",", "\t"))
            """);
        await PutAsync("reduce.py", """
            import sys
            sums = {}
            for line in sys.stdin:
                key, value = line.split("\t")
                sums[key] = sums.get(key, 0) + int(value)
            for key in sums:
                print(f"{key},{sums[key]}")
            """);
    }

    /// <summary>Runs all steps in one cluster, side by side, and looks at what they left.</summary>
    public async Task RunAsync(EmrServer server, int concurrency)
    {
        await PutAsync();
        var cluster = await server.Client.RunAsync(keepAlive: false, concurrency: concurrency, logUri: LogUri, steps: Steps);
        await server.Client.WaitForClusterAsync(cluster, "TERMINATED", Limit);
        var steps = (await server.Client.CallAsync("ListSteps", new { ClusterId = cluster })).GetProperty(nameof(Steps)).EnumerateArray()
            .ToDictionary(step => step.GetProperty("Name").GetString() ?? "", StringComparer.Ordinal);

        foreach (var (name, output) in new[]
            { ("spark-submit", "submit/"), ("spark-sql", "sql/"), ("hive-script", "hive/"), ("hadoop-streaming", "streaming/") })
        {
            var id = steps[name].GetProperty("Id").GetString() ?? "";
            Assert.True(
                EmrClient.State(steps[name]) == "COMPLETED",
                $"{steps[name].GetRawText()}\n{await LogAsync(cluster, id, "stdout")}\n{await LogAsync(cluster, id, "stderr")}");
            Assert.Equal(["a,4", "b,2"], await LinesAsync(output));
        }

        Assert.Contains(
            "TWO WORDS", await LogAsync(cluster, steps["spark-submit"].GetProperty("Id").GetString() ?? "", "stdout"),
            StringComparison.Ordinal);
        Assert.Equal("The input path does not exist.", Failure("no input", "Reason"));
        Assert.Contains("nothing", Failure("no input", "Message"), StringComparison.Ordinal);
        Assert.Equal("The script was not found.", Failure("no script", "Reason"));
        Assert.StartsWith($"{LogUri}{cluster}/steps/", Failure("no script", "LogFile"), StringComparison.Ordinal);

        string? Failure(string name, string part) =>
            steps[name].GetProperty("Status").GetProperty("FailureDetails").GetProperty(part).GetString();
    }

    /// <summary>Whether the endless step has come so far that it computes.</summary>
    public async Task<bool> HasStartedAsync() =>
        (await bucket.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket.Name, Prefix = "started/_SUCCESS" }))
        .S3Objects is { Count: > 0 };

    private async Task<IEnumerable<string>> LinesAsync(string prefix)
    {
        var lines = new List<string>();
        await foreach (var found in bucket.Client.Paginators.ListObjectsV2(
            new ListObjectsV2Request { BucketName = bucket.Name, Prefix = prefix }).S3Objects)
        {
            using var answer = await bucket.Client.GetObjectAsync(bucket.Name, found.Key, TestContext.Current.CancellationToken);
            using var reader = new StreamReader(answer.ResponseStream);
            lines.AddRange((await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.TrimEntries
                | StringSplitOptions.RemoveEmptyEntries));
        }

        return lines.Order(StringComparer.Ordinal);
    }

    private async Task<string> LogAsync(string cluster, string step, string name)
    {
        using var answer = await bucket.Client.GetObjectAsync(
            bucket.Name, $"logs/{cluster}/steps/{step}/{name}.gz", TestContext.Current.CancellationToken);
        await using var gzip = new GZipStream(answer.ResponseStream, CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private Task<PutObjectResponse> PutAsync(string key, string content) => bucket.Client.PutObjectAsync(
        new PutObjectRequest { BucketName = bucket.Name, Key = key, ContentBody = content }, TestContext.Current.CancellationToken);
}
