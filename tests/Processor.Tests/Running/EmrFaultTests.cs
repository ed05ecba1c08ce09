using Analytics.Fixtures;
using Analytics.Fixtures.Emr;
using Analytics.JobFailures;
using Analytics.Processor.Tests.Support;
using Analytics.Runs;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Analytics.Processor.Tests.Running;

/// <summary>What befalls a step that runs, on LocalEmr and a real Spark: nothing hangs, nothing runs twice, and the card says why.</summary>
public sealed class EmrFaultTests(PostgresFixture postgres)
{
    /// <summary>Spark takes its time to start.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_StepExceedsItsTimeout_IsEndedOnEmrAndFailsOnce()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = LocalEmrProcess.Start();
        AddWaiting(bench, "timeout: 20s");
        var host = await StartAsync(bench, emr);

        var id = await bench.QueueAsync(host, "waiting");
        var step = await StepAsync(bench, id);
        var run = await bench.EndAsync(host, id, Limit);

        Assert.Equal((RunStates.Failed, EngineFailureCode.LimitWallTime, 1), (run.Summary.State, run.Cause?.Code, run.Summary.Attempt));
        using var client = new EmrClient(emr.Address);
        await client.WaitForStepAsync(step.Cluster, step.Id, "CANCELLED");
        Assert.Single(await client.StepStatesAsync(step.Cluster));
        await Eventually.TrueAsync(() => emr.Children().Count == 0);
    }

    [Fact]
    public async Task Cancel_StepRuns_IsEndedOnEmrWithAllItsProcesses()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = LocalEmrProcess.Start();
        AddWaiting(bench);
        var host = await StartAsync(bench, emr);
        var id = await bench.QueueAsync(host, "waiting");
        var step = await StepAsync(bench, id);
        await Eventually.TrueAsync(() => File.Exists(bench.FileOf("begun")), Limit);

        await host.Services.GetRequiredService<RunStore>().CancelAsync(id, Token);
        var run = await bench.EndAsync(host, id, Limit);

        Assert.Equal(RunStates.Cancelled, run.Summary.State);
        using var client = new EmrClient(emr.Address);
        await client.WaitForStepAsync(step.Cluster, step.Id, "CANCELLED");
        await Eventually.TrueAsync(() => emr.Children().Count == 0);
    }

    [Fact]
    public async Task Run_ClusterDiesMidStep_IsTriedAgainOnAnotherCluster()
    {
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = LocalEmrProcess.Start();
        AddWaiting(bench);
        var host = await StartAsync(bench, emr, ("Work:RetryDelay", "00:00:00.1"));
        var id = await bench.QueueAsync(host, "waiting");
        var first = await StepAsync(bench, id);
        await Eventually.TrueAsync(() => File.Exists(bench.FileOf("begun")), Limit);
        using var client = new EmrClient(emr.Address);

        await client.CallAsync("TerminateJobFlows", new { JobFlowIds = new[] { first.Cluster } });
        await bench.WaitForLogAsync(id, $"The cluster {first.Cluster} ended");
        await File.WriteAllTextAsync(bench.FileOf("go"), "", Token);
        var run = await bench.EndAsync(host, id, Limit);

        Assert.Equal((RunStates.Succeeded, 2), (run.Summary.State, run.Summary.Attempt));
        var clusters = (await client.CallAsync("ListClusters", new { })).GetProperty("Clusters").EnumerateArray().ToList();
        Assert.Equal(["TERMINATED", "WAITING"], clusters.Select(EmrClient.State).Order(StringComparer.Ordinal));
        Assert.Equal(3, await bench.Database.ScalarAsync<long>("select count(*) from results.waiting"));
    }

    [Fact]
    public async Task Run_ResultBreaksItsDeclaredColumns_ShowsTheLineAndLoadsNothing()
    {
        _ = RealSpark.StreamingJar;
        await using var bench = await ProcessorBench.CreateAsync(postgres);
        await using var emr = LocalEmrProcess.Start();
        bench.AddJob("wrong", "kind: hadoop-streaming\nmapper: map.py", ("map.py", "print('many')\n"));
        var host = await StartAsync(bench, emr);

        var run = await bench.EndAsync(host, await bench.QueueAsync(host, "wrong"), Limit);

        Assert.Equal((RunStates.Failed, EngineFailureCode.Output, 1), (run.Summary.State, run.Cause?.Code, run.Summary.Attempt));
        Assert.Equal("part-00000: n breaks 'type' in 1 lines, first in line 1: many", run.Cause?.Lines[0]);
        Assert.False(await bench.Database.ScalarAsync<bool>("select to_regclass('results.wrong') is not null"));
    }

    /// <summary>A job that says that it has begun, and goes on when it may.</summary>
    private static void AddWaiting(ProcessorBench bench, string more = "")
    {
        _ = RealSpark.Home;
        bench.AddJob(
            "waiting", $"kind: pyspark\nscript: waiting.py\n{more}",
            ("waiting.py", $"""
                import os, time

                def main(spark, parameters):
                    open('{bench.FileOf("begun")}', 'w').close()
                    while not os.path.exists('{bench.FileOf("go")}'):
                        time.sleep(0.1)
                    return spark.table('numbers')

                """));
    }

    private static async Task<IHost> StartAsync(ProcessorBench bench, LocalEmrProcess emr, params (string, string)[] more)
    {
        await bench.AddVersionAsync();
        return await bench.StartAsync([("Emr:Endpoint", emr.Address), ("Emr:PollInterval", "00:00:00.2"), .. more]);
    }

    private static async Task<(string Cluster, string Id)> StepAsync(ProcessorBench bench, long runId)
    {
        await bench.WaitForHandleAsync(runId);
        var handle = await bench.Database.ScalarAsync<string>("select engine_handle from platform.run where id = $1", runId);
        return handle?.Split(':') is [_, var cluster, var step] ? (cluster, step) : throw new InvalidOperationException($"No step: {handle}");
    }
}
