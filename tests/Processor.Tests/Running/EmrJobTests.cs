using Analytics.Catalogue.Jobs;
using Analytics.Fixtures;
using Analytics.Fixtures.Emr;
using Analytics.JobFailures;
using Analytics.Processor.Tests.Support;
using Analytics.Runs;

namespace Analytics.Processor.Tests.Running;

/// <summary>Jobs on LocalEmr and a real Spark, over a folder; <see cref="EmrS3JobTests"/> has those over a bucket, of each kind.</summary>
public sealed class EmrJobTests(PostgresFixture postgres)
{
    /// <summary>Spark takes its time to start.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Run_SqlJob_BindsParametersAndLoadsItsResult()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = LocalEmrProcess.Start();
        bench.AddJob(
            "tenfold",
            "kind: sql\nscript: job.sql\nengine: emr\nparameters: [{ name: factor, type: int64, default: \"10\" }]",
            ("job.sql", "select n * $factor as n from \"numbers\" where '$factor' <> ''"));

        var run = await RunAsync(bench, emr, "tenfold");

        Assert.Equal("10 20 30", await ResultAsync(bench, "tenfold"));
        Assert.Equal(EngineNames.Emr, run.Engine);
        var key = Assert.Single(run.Output?.Keys ?? []);

        // What else the attempt left goes once the run has ended.
        await Eventually.TrueAsync(() => Directory
            .EnumerateFiles(Path.Combine(bench.ProcessedPath, "results", "tenfold"), "*", SearchOption.AllDirectories)
            .Select(Path.GetFileName).SequenceEqual([Path.GetFileName(key)]));
    }

    [Fact]
    public async Task Run_PySparkJobFails_SaysTheErrorAndItsLines()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = LocalEmrProcess.Start();
        bench.AddJob(
            "broken", "kind: pyspark\nscript: broken.py",
            ("broken.py", "def main(spark, parameters):\n    return parameters['nowhere']\n"));

        var run = await RunAsync(bench, emr, "broken", RunStates.Failed);

        Assert.Equal((EngineFailureCode.Script, "The script failed at line 2: KeyError: 'nowhere'"), (run.Cause?.Code, run.Cause?.Message));
        Assert.Contains(run.Cause?.Lines ?? [], line => line.Contains("return parameters['nowhere']", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_TasksOfSparkFail_ItsCardShowsWhatTheEventLogTells()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = LocalEmrProcess.Start();
        bench.AddJob(
            "divided", "kind: pyspark\nscript: divided.py",
            ("divided.py", "from pyspark.sql.functions import udf\n\ndef main(spark, parameters):\n"
                + "    return spark.table('numbers').select(udf(lambda n: n // 0, 'bigint')('n').alias('n'))\n"));

        var run = await RunAsync(bench, emr, "divided", RunStates.Failed);

        Assert.Equal(EngineFailureCode.Script, run.Cause?.Code);
        Assert.Contains(run.Cause?.Lines ?? [], line => line.Contains("ZeroDivisionError", StringComparison.Ordinal));
        Assert.Contains(run.Cause?.Lines ?? [], line => line.StartsWith("1 task of Stage 1 (", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ProcessorStopsWhileItsStepRuns_ItsLogWasShownAndAnotherOneTakesItUp()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = LocalEmrProcess.Start();
        bench.AddJob(
            "slow", "kind: pyspark\nscript: slow.py",
            ("slow.py", "import os, time\n\ndef main(spark, parameters):\n    print('begun', flush=True)\n    print('on', flush=True)\n"
                + $"    while not os.path.exists('{bench.FileOf("go")}'):\n"
                + "        time.sleep(0.1)\n    return spark.table('numbers')\n"));
        await bench.AddVersionAsync();
        var first = await bench.StartAsync(Settings(emr));
        var id = await bench.QueueAsync(first, "slow");
        await bench.WaitForHandleAsync(id);
        await Eventually.TrueAsync(
            async () => await bench.Database.ScalarAsync<long>("select count(*) from platform.run_log where line = 'begun'") == 1, Limit);
        await first.StopAsync(TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(bench.FileOf("go"), "", TestContext.Current.CancellationToken);

        var run = await bench.EndAsync(await bench.StartAsync(Settings(emr)), id, Limit);

        Assert.Null(run.Cause);
        Assert.Equal((RunStates.Succeeded, 1), (run.Summary.State, run.Summary.Attempt));
        Assert.Equal("1 2 3", await ResultAsync(bench, "slow"));
        await bench.WaitForLogAsync(id, "The run is taken up again on emr");
    }

    private static (string, string)[] Settings(LocalEmrProcess emr) => [("Emr:Endpoint", emr.Address), ("Emr:PollInterval", "00:00:00.2")];

    private static async Task<RunDetail> RunAsync(
        ProcessorBench bench, LocalEmrProcess emr, string job, string state = RunStates.Succeeded)
    {
        await bench.AddVersionAsync();
        var host = await bench.StartAsync(Settings(emr));
        var run = await bench.EndAsync(host, await bench.QueueAsync(host, job), Limit);
        Assert.True(
            run.Summary.State == state,
            $"{run.Summary.State}: {run.Cause?.Code}: {run.Cause?.Message}\n{string.Join('\n', run.Cause?.Lines ?? [])}");
        return run;
    }

    private static Task<string?> ResultAsync(ProcessorBench bench, string table) =>
        bench.Database.ScalarAsync<string>($"select string_agg(n::text, ' ' order by n) from results.{table}");
}
