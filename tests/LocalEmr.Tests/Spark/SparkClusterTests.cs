using Amazon.S3.Model;

using Analytics.Fixtures.Aws;
using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Spark;

/// <summary>What a cluster brings to its steps on a real Spark: its Configurations, Spark's examples, copies of files, Spark's pages.</summary>
public sealed class SparkClusterTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly (string, string)[] Small = [("LocalEmr:SparkMaster", "local[1]"), ("LocalEmr:DriverMemory", "512m")];

    [Fact]
    public async Task Run_ConfigurationsOfTheCluster_AreTheStepsUnlessItSaysOtherwise()
    {
        _ = RealSpark.Home;
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder.File("job.py"), $"""
            import os, time
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            names = ["spark.test.text", "spark.test.mine", "spark.master", "spark.authenticate"]
            options = spark.sparkContext._jvm.java.lang.System.getProperty("of.the.cluster")
            with open('{folder.File("found.new")}', 'w') as found:
                print([spark.conf.get(name, None) for name in names], os.environ.get("STAGE"), options, file=found)
            os.rename('{folder.File("found.new")}', '{folder.File("found")}')
            while not os.path.exists('{folder.File("go")}'):
                time.sleep(0.1)
            """, TestContext.Current.CancellationToken);
        await using var server = await EmrServer.StartAsync(null, null, Small);
        var cluster = await RunAsync(server, EmrClient.Step(
            "job", null, "spark-submit", "--conf", "spark.test.mine=of the step", folder.File("job.py")));
        await Eventually.TrueAsync(() => File.Exists(folder.File("found")), Limit);

        var link = await server.Client.CallAsync(
            "GetOnClusterAppUIPresignedURL", new { ClusterId = cluster, OnClusterAppUIType = "ApplicationMaster" });
        using var http = new HttpClient();
        var page = await http.GetStringAsync(
            (link.GetProperty("PresignedURL").GetString() ?? "") + "jobs/", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("go"), "", TestContext.Current.CancellationToken);
        var over = await server.Client.WaitForClusterAsync(cluster, "TERMINATED", Limit);

        Assert.Equal(
            @"['a\\b c', 'of the step', 'local[1]', 'true'] test yes" + "\n",
            await File.ReadAllTextAsync(folder.File("found"), TestContext.Current.CancellationToken));
        Assert.Contains("Spark Jobs", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/jobs/job/kill", page, StringComparison.Ordinal);
        Assert.Equal(
            "Steps completed. Configurations without effect in LocalEmr: yarn-site.", EmrClient.Reason(over, "Message"));
        await Assert.ThrowsAsync<EmrFaultException>(
            () => server.Client.CallAsync("GetOnClusterAppUIPresignedURL", new { ClusterId = cluster }));
    }

    [Fact]
    public async Task Run_ExampleAndCopies_DoWhatTheyDoOnEmr()
    {
        _ = RealSpark.Home;
        await using var bucket = await TestBucket.MakeAsync();
        foreach (var (key, content) in new[]
        {
            ("in/2026-01/a.csv", "a\n"), ("in/2026-01/b.csv", "b\n"), ("in/2026-02/c.csv", "c\n"), ("in/2026-02/d.txt", "d\n"),
        })
        {
            await bucket.Client.PutObjectAsync(
                new PutObjectRequest { BucketName = bucket.Name, Key = key, ContentBody = content }, TestContext.Current.CancellationToken);
        }

        await using var server = await EmrServer.StartAsync(null, null, Small);
        var root = $"s3://{bucket.Name}/";
        var cluster = await server.Client.RunAsync(keepAlive: false, concurrency: 2, logUri: root + "logs/", steps:
        [
            EmrClient.Step("pi", null, "spark-example", "SparkPi", "2"),
            EmrClient.Step("copy", null, "s3-dist-cp", "--src", root + "in/", "--dest", root + "copied/"),
            EmrClient.Step(
                "group", null, "s3-dist-cp", $"--src={root}in/", $"--dest={root}grouped/", @"--srcPattern=.*\.csv",
                @"--groupBy=.*/([0-9]{4})-([0-9]{2})/.*"),
            EmrClient.Step("nothing", null, "s3-dist-cp", $"--src={root}absent/", $"--dest={root}none/"),
        ]);
        await server.Client.WaitForClusterAsync(cluster, "TERMINATED", Limit);

        Assert.Equal(
            ["copy COMPLETED", "group COMPLETED", "nothing FAILED", "pi COMPLETED"],
            (await server.Client.StepStatesAsync(cluster)).Select(step => $"{step.Key} {step.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(
            ["copied/2026-01/a.csv a", "copied/2026-01/b.csv b", "copied/2026-02/c.csv c", "copied/2026-02/d.txt d"],
            await ObjectsAsync(bucket, "copied/"));
        Assert.Equal(["grouped/202601 a b", "grouped/202602 c"], await ObjectsAsync(bucket, "grouped/"));
    }

    private static async Task<IEnumerable<string>> ObjectsAsync(TestBucket bucket, string prefix)
    {
        var found = new List<string>();
        await foreach (var item in bucket.Client.Paginators.ListObjectsV2(
            new ListObjectsV2Request { BucketName = bucket.Name, Prefix = prefix }).S3Objects)
        {
            using var answer = await bucket.Client.GetObjectAsync(bucket.Name, item.Key, TestContext.Current.CancellationToken);
            using var reader = new StreamReader(answer.ResponseStream);
            var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            found.Add($"{item.Key} {text.Trim().Replace('\n', ' ')}");
        }

        return found.Order(StringComparer.Ordinal);
    }

    private static async Task<string> RunAsync(EmrServer server, object step)
    {
        var answer = await server.Client.SendAsync("ElasticMapReduce.RunJobFlow", $$$"""
            {"Name": "configured", "ReleaseLabel": "emr-7.13.0", "Applications": [{"Name": "Spark"}],
             "Instances": {"MasterInstanceType": "m5.xlarge", "InstanceCount": 1},
             "Configurations": [
                {"Classification": "spark-defaults", "Properties": {
                    "spark.test.text": "a\\b c", "spark.test.mine": "of the cluster",
                    "spark.driver.extraJavaOptions": "-Dof.the.cluster=yes"}},
                {"Classification": "spark-env", "Configurations": [{"Classification": "export", "Properties": {"STAGE": "test"}}]},
                {"Classification": "yarn-site", "Properties": {"a": "b"}}],
             "Steps": [{{{System.Text.Json.JsonSerializer.Serialize(step)}}}]}
            """);
        return answer.GetProperty("JobFlowId").GetString() ?? "";
    }
}
