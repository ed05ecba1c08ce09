using Analytics.Fixtures;
using Analytics.Fixtures.Aws;
using Analytics.Fixtures.Emr;
using Analytics.Fixtures.Network;
using Analytics.Processor.Tests.Support;
using Analytics.Runs;

namespace Analytics.Processor.Tests.Running;

/// <summary>A bucket that does not answer for a while: runs wait for it, and no attempt of theirs is used up.</summary>
public sealed class StoreFaultTests(PostgresFixture postgres)
{
    private const string Waits = "The store does not answer: ";

    private static readonly FaultRule Away = FaultRule.ResetPeer(afterBytes: 1, times: int.MaxValue);

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Run_StoreAwayWhenItsStepHasCompleted_TakesTheResultOnceTheStoreIsBack()
    {
        await using var bucket = await TestBucket.MakeAsync();
        await using var bench = await ProcessorBench.CreateAsync(postgres, bucket);
        await using var emr = await StubEmr.StartAsync();
        await using var proxy = new FaultProxy(Emulator.Address);
        bench.AddJob("waiting", "kind: pyspark\nscript: waiting.py", ("waiting.py", "def main(spark, parameters):\n    pass\n"));
        await bench.AddVersionAsync();
        var host = await bench.StartAsync([.. Settings(proxy), ("Emr:Endpoint", emr.Address), ("Emr:PollInterval", "00:00:00.1")]);
        var id = await bench.QueueAsync(host, "waiting");
        await bench.WaitForHandleAsync(id);
        var step = Assert.Single(emr.Steps);
        await bucket.Client.CopyObjectAsync(
            bucket.Name, "datasets/numbers/data/1/part.parquet",
            bucket.Name, $"results/waiting/{id}/attempt-1/output/part-00000.parquet", TestContext.Current.CancellationToken);

        proxy.Rule = Away;
        emr.End(step.Id, "COMPLETED");
        await bench.WaitForLogAsync(id, Waits);
        proxy.Rule = FaultRule.None;
        var run = await bench.EndAsync(host, id, Limit);

        Assert.Null(run.Cause);
        Assert.Equal((RunStates.Succeeded, 1, 1), (run.Summary.State, run.Summary.Attempt, emr.Steps.Count));
        Assert.Equal(3, await bench.Database.ScalarAsync<long>("select count(*) from results.waiting"));
    }

    [Fact]
    public async Task Run_StoreAwayWhenItsInputsAreFetched_WaitsWithoutBurningTheOnlyAttempt()
    {
        await using var bucket = await TestBucket.MakeAsync();
        await using var bench = await ProcessorBench.CreateAsync(postgres, bucket);
        await using var proxy = new FaultProxy(Emulator.Address);
        bench.AddJob("total", "select sum(n)::int8 as n from numbers");
        await bench.AddVersionAsync();
        var host = await bench.StartAsync(Settings(proxy));

        proxy.Rule = Away;
        var id = await bench.QueueAsync(host, "total");
        await bench.WaitForLogAsync(id, Waits);
        proxy.Rule = FaultRule.None;
        var run = await bench.EndAsync(host, id, Limit);

        Assert.Null(run.Cause);
        Assert.Equal(6L, await bench.Database.ScalarAsync<long>("select n from results.total"));
    }

    private static (string, string)[] Settings(FaultProxy proxy) =>
        [("AWS_ENDPOINT_URL", proxy.Address), ("Work:MaxAttempts", "1"), ("Storage:S3:Attempts", "1")];
}
