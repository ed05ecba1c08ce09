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
    public async Task Run_JarClassOrInputMissingOrOutputThere_EachFailsWithItsReason()
    {
        _ = RealSpark.StreamingJar;
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder.File("there"));
        var jar = Directory.EnumerateFiles(Path.Combine(RealSpark.Home, "jars"), "commons-lang3-*.jar").First();
        await using var server = await EmrServer.StartAsync(null, null, ("LocalEmr:DriverMemory", "512m"));

        var cluster = await server.Client.RunAsync(keepAlive: false, concurrency: 2, steps:
        [
            EmrClient.Step("jar", null, "spark-submit", "--class", "a.B", new Uri(folder.File("absent.jar")).AbsoluteUri),
            EmrClient.Step("class", null, "spark-submit", "--class", "a.B", new Uri(jar).AbsoluteUri),
            EmrClient.Step("input", null, "hadoop-streaming", "-mapper", "cat", "-input", folder.File("absent"), "-output", folder.File("new")),
            EmrClient.Step("output", null, "hadoop-streaming", "-mapper", "cat", "-input", folder.Path, "-output", folder.File("there")),
        ]);
        await server.Client.WaitForClusterAsync(cluster, "TERMINATED", TimeSpan.FromMinutes(5));

        var steps = (await server.Client.CallAsync("ListSteps", new { ClusterId = cluster })).GetProperty("Steps").EnumerateArray();
        Assert.Equal(
            [
                "class: The main class was not found.", "input: The input path does not exist.", "jar: The jar was not found.",
                "output: The output directory already exists.",
            ],
            steps.Select(step => $"{step.GetProperty("Name").GetString()}: "
                + step.GetProperty("Status").GetProperty("FailureDetails").GetProperty("Reason").GetString()).Order(StringComparer.Ordinal));
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
