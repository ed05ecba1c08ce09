using Analytics.Fixtures.Aws;
using Analytics.Fixtures.Network;
using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Spark;

public sealed class SparkRestTests
{
    [Fact]
    public async Task Run_EveryKindOnAStandaloneMaster_WritesItsOutputAndLogsToS3()
    {
        var jar = RealSpark.StreamingJar;
        await using var bucket = await TestBucket.MakeAsync();
        await using var master = await StandaloneMaster.StartAsync();
        await using var server = await StartAsync(master, jar);
        var jobs = new SparkJobs(bucket);

        await jobs.RunAsync(server, concurrency: 2);

        var cluster = await server.Client.RunAsync(concurrency: 2, logUri: jobs.LogUri);
        var steps = await server.Client.AddAsync(cluster, jobs.Endless);
        await Eventually.TrueAsync(jobs.HasStartedAsync, TimeSpan.FromMinutes(2));
        Assert.NotEmpty(master.Children());
        await server.Client.CallAsync("CancelSteps", new { ClusterId = cluster, StepIds = steps });
        await server.Client.WaitForStepAsync(cluster, steps[0], "CANCELLED");
        await Eventually.TrueAsync(() => master.Children().Count == 0);
    }

    [Fact]
    public async Task Run_NoMaster_FailsAndSaysWhichOne()
    {
        var port = FreePorts.Take();
        await using var server = await EmrServer.StartAsync(
            null, null, ("LocalEmr:SparkRestUrl", $"http://127.0.0.1:{port}"), ("LocalEmr:SparkMasterUrl", "spark://127.0.0.1:1"),
            ("LocalEmr:SparkMasterUiUrl", $"http://127.0.0.1:{port}"));
        var cluster = await server.Client.RunAsync();
        var steps = await server.Client.AddAsync(cluster, EmrClient.Step("one"));

        var step = await server.Client.WaitForStepAsync(cluster, steps[0], "FAILED");

        Assert.Contains(
            $"http://127.0.0.1:{port} cannot be reached",
            step.GetProperty("Status").GetProperty("FailureDetails").GetProperty("Message").GetString(), StringComparison.Ordinal);
    }

    private static Task<EmrServer> StartAsync(StandaloneMaster master, string jar) => EmrServer.StartAsync(
        null, null, ("LocalEmr:SparkRestUrl", master.RestUrl), ("LocalEmr:SparkMasterUrl", master.MasterUrl),
        ("LocalEmr:SparkMasterUiUrl", master.UiUrl), ("LocalEmr:SparkStreamingJar", jar), ("LocalEmr:DriverMemory", "512m"));
}
