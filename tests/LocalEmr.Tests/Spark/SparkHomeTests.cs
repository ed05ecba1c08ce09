using Analytics.Fixtures.Aws;
using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Spark;

public sealed class SparkHomeTests
{
    [Fact]
    public async Task Run_EveryKindSideBySide_WritesItsOutputAndLogsToS3()
    {
        _ = (RealSpark.Home, RealSpark.StreamingJar);
        await using var bucket = await TestBucket.MakeAsync();
        await using var server = await EmrServer.StartAsync(
            null, null, ("LocalEmr:SparkMaster", "local[1]"), ("LocalEmr:DriverMemory", "512m"));

        await new SparkJobs(bucket).RunAsync(server, concurrency: 4);
    }

    [Fact]
    public async Task Run_NoSpark_FailsAndSaysWhatToSet()
    {
        await using var server = await EmrServer.StartAsync(null, null, ("SPARK_HOME", "/nowhere"));
        var cluster = await server.Client.RunAsync();
        var steps = await server.Client.AddAsync(cluster, EmrClient.Step("one"));

        var step = await server.Client.WaitForStepAsync(cluster, steps[0], "FAILED");

        Assert.Contains(
            "SPARK_HOME must name", step.GetProperty("Status").GetProperty("FailureDetails").GetProperty("Message").GetString(),
            StringComparison.Ordinal);
    }
}
