using Analytics.Fixtures;
using Analytics.Fixtures.Aws;
using Analytics.Fixtures.Emr;
using Analytics.JobFailures;
using Analytics.Processor.Tests.Support;
using Analytics.Runs;

namespace Analytics.Processor.Tests.Running;

/// <summary>Jobs on LocalEmr and a real Spark whose inputs, scripts, results and logs lie in a bucket, under <c>s3://</c>.</summary>
public sealed class EmrS3JobTests(PostgresFixture postgres)
{
    /// <summary>Spark takes its time to start, and there are three that start at once.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task Run_EveryKindSideBySide_GetsItsParametersAndLoadsItsResultFromTheBucket()
    {
        _ = RealSpark.StreamingJar;
        await using var bucket = await TestBucket.MakeAsync();
        await using var bench = await ProcessorBench.CreateAsync(postgres, bucket);
        await using var emr = LocalEmrProcess.Start();
        bench.AddJob(
            "tenfold", "kind: sql\nscript: job.sql\nengine: emr\nparameters: [{ name: factor, type: int64, default: \"10\" }]",
            ("job.sql", "select n * $factor as n from numbers"));
        bench.AddJob(
            "plus", "kind: pyspark\nscript: plus.py\nparameters: [{ name: plus, type: int64, default: \"5\" }]",
            ("plus.py", "def main(spark, parameters):\n    print('adds', flush=True)\n"
                + "    return spark.table('numbers').selectExpr(f\"n + {parameters['plus']} as n\")\n"));
        bench.AddJob(
            "doubled", "kind: hive\nscript: job.hql\nparameters: [{ name: least, type: int32, default: \"2\" }]",
            ("job.hql", "-- Only those; not all.\ninsert overwrite table doubled select n * 2 from numbers where n >= ${least}"));
        bench.AddJob(
            "tripled",
            "kind: hadoop-streaming\nmapper: map.py\nreducer: reduce.py\nparameters: [{ name: factor, type: int64, default: \"3\" }]",
            ("map.py", "import os, sys\nfor line in sys.stdin:\n    print(int(line) * int(os.environ['factor']))\n"),
            ("reduce.py", "import sys\nfor line in sys.stdin:\n    print(line.strip())\n"));
        await bench.AddVersionAsync();
        var host = await bench.StartAsync(
            ("Emr:Endpoint", emr.Address), ("Emr:PollInterval", "00:00:00.2"), ("Processor:Concurrency", "4"));
        var ids = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var job in new[] { "tenfold", "plus", "doubled", "tripled" })
        {
            ids[job] = await bench.QueueAsync(host, job);
        }

        foreach (var (job, result) in new[] { ("tenfold", "10 20 30"), ("plus", "6 7 8"), ("doubled", "4 6"), ("tripled", "3 6 9") })
        {
            var run = await bench.EndAsync(host, ids[job], Limit);
            Assert.True(
                run.Summary.State == RunStates.Succeeded,
                $"{job}: {run.Cause?.Code}: {run.Cause?.Message}\n{string.Join('\n', run.Cause?.Lines ?? [])}");
            Assert.Equal(
                result, await bench.Database.ScalarAsync<string>($"select string_agg(n::text, ' ' order by n) from results.{job}"));
        }

        await bench.WaitForLogAsync(ids["plus"], "adds");
    }

    [Fact]
    public async Task Run_TasksOfSparkFail_ItsCardShowsTheLogsAndTheEventLogOfTheBucket()
    {
        await using var bucket = await TestBucket.MakeAsync();
        await using var bench = await ProcessorBench.CreateAsync(postgres, bucket);
        await using var emr = LocalEmrProcess.Start();
        bench.AddJob(
            "divided", "kind: pyspark\nscript: divided.py",
            ("divided.py", "from pyspark.sql.functions import udf\n\ndef main(spark, parameters):\n"
                + "    return spark.table('numbers').select(udf(lambda n: n // 0, 'bigint')('n').alias('n'))\n"));
        await bench.AddVersionAsync();
        var host = await bench.StartAsync(("Emr:Endpoint", emr.Address), ("Emr:PollInterval", "00:00:00.2"));

        var run = await bench.EndAsync(host, await bench.QueueAsync(host, "divided"), Limit);

        Assert.Equal(EngineFailureCode.Script, run.Cause?.Code);
        Assert.Contains(run.Cause?.Lines ?? [], line => line.Contains("ZeroDivisionError", StringComparison.Ordinal));
        Assert.Contains(run.Cause?.Lines ?? [], line => line.StartsWith("1 task of Stage 1 (", StringComparison.Ordinal));
    }
}
