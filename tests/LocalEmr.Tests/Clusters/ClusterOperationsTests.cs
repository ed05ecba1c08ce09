using Analytics.LocalEmr.Runners;
using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Clusters;

public sealed class ClusterOperationsTests
{
    public static TheoryData<string, object> Invalid => new()
    {
        { "Name", new { Instances = EmrClient.OneNode } },
        { "Name", new { Name = new string('x', 257), Instances = EmrClient.OneNode } },
        { "Name", new { Name = "", Instances = EmrClient.OneNode } },
        { "Instances", new { Name = "x" } },
        { "'large' is not supported", new { Name = "x", Instances = new { MasterInstanceType = "large", InstanceCount = 1 } } },
        { "'m5.huge' is not supported", new { Name = "x", Instances = new { InstanceGroups = new[] { Group("MASTER", type: "m5.huge") } } } },
        { "'m5' is not supported", new { Name = "x", Instances = new { InstanceFleets = new[] { Fleet(1, "m5") } } } },
        { "1 or 3 instances, not 2", new { Name = "x", Instances = new { InstanceGroups = new[] { Group("MASTER", 2) } } } },
        { "1 or 3 instances, not 2", new { Name = "x", Instances = new { InstanceFleets = new[] { Fleet(2) } } } },
        { "1 or 3 instances, not 0", new { Name = "x", Instances = new { InstanceGroups = new[] { Group("MASTER", 0) } } } },
        { "Exactly one MASTER", new { Name = "x", Instances = new { InstanceGroups = new[] { Group("MASTER"), Group("MASTER") } } } },
        { "AMI", new { Name = "x", AmiVersion = "3.11.0", ReleaseLabel = "emr-7.13.0", Instances = EmrClient.OneNode } },
        { "at most 50 tags, not 51", new { Name = "x", Tags = Many(51), Instances = EmrClient.OneNode } },
        { "'aws:'", new { Name = "x", Tags = new[] { new { Key = "AWS:owner" } }, Instances = EmrClient.OneNode } },
        { "'aws:'", new { Name = "x", Tags = new[] { new { Key = "owner", Value = "aws:me" } }, Instances = EmrClient.OneNode } },
        { "Duplicate tag", new { Name = "x", Tags = new[] { new { Key = "a" }, new { Key = "a" } }, Instances = EmrClient.OneNode } },
        { "1 to 128", new { Name = "x", Tags = new[] { new { Key = new string('k', 129) } }, Instances = EmrClient.OneNode } },
        { "at most 256", new { Name = "x", Tags = new[] { new { Key = "k", Value = new string('v', 257) } }, Instances = EmrClient.OneNode } },
        { "letters", new { Name = "x", Tags = new[] { new { Key = "k", Value = "a;b" } }, Instances = EmrClient.OneNode } },
        { "Configurations", new { Name = "x", Configurations = new { }, Instances = EmrClient.OneNode } },
        { "Classification", new { Name = "x", Configurations = new[] { new { Properties = new { a = "b" } } }, Instances = EmrClient.OneNode } },
        { "MasterInstanceType", new { Name = "x", Instances = new { KeepJobFlowAliveWhenNoSteps = true } } },
        { "mutually exclusive", new { Name = "x", Instances = new { InstanceGroups = new[] { Group("MASTER") }, InstanceFleets = Array.Empty<object>() } } },
        { "Exactly one MASTER", new { Name = "x", Instances = new { InstanceGroups = new[] { Group("CORE") } } } },
        { "InstanceRole", new { Name = "x", Instances = new { InstanceGroups = new[] { Group("HEAD") } } } },
        { "release label", new { Name = "x", ReleaseLabel = "emr-next", Instances = EmrClient.OneNode } },
        { "LogUri", new { Name = "x", LogUri = "https://example.org/logs", Instances = EmrClient.OneNode } },
        { "StepConcurrencyLevel", new { Name = "x", StepConcurrencyLevel = 257, Instances = EmrClient.OneNode } },
        { "StepConcurrencyLevel", new { Name = "x", StepConcurrencyLevel = 0, Instances = EmrClient.OneNode } },
        { "IdleTimeout", new { Name = "x", AutoTerminationPolicy = new { IdleTimeout = 59 }, Instances = EmrClient.OneNode } },
        { "ComputeLimits", new { Name = "x", ManagedScalingPolicy = new { }, Instances = EmrClient.OneNode } },
        { "tag", new { Name = "x", Tags = new[] { new { Key = "" } }, Instances = EmrClient.OneNode } },
        { "BootstrapActions", new { Name = "x", BootstrapActions = new[] { new { Name = "b" } }, Instances = EmrClient.OneNode } },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task RunJobFlow_InvalidRequest_SaysWhatIsWrongWithIt(string what, object input)
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());

        var fault = await Assert.ThrowsAsync<EmrFaultException>(() => server.Client.CallAsync("RunJobFlow", input));

        Assert.Equal("ValidationException", fault.Type);
        Assert.Contains(what, fault.Text, StringComparison.Ordinal);
        Assert.Empty(server.State.Clusters());
    }

    [Fact]
    public async Task RunJobFlow_KeptAlive_WaitsForSteps()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());

        var cluster = await server.Client.WaitForClusterAsync(await server.Client.RunAsync(), "WAITING");

        Assert.Equal("Cluster ready to run steps.", EmrClient.Reason(cluster, "Message"));
        Assert.True(cluster.GetProperty("Status").GetProperty("Timeline").TryGetProperty("ReadyDateTime", out _));
        Assert.False(cluster.GetProperty("AutoTerminate").GetBoolean());
    }

    [Theory]
    [InlineData(0, "Steps completed")]
    [InlineData(1, "Steps completed with errors")]
    public async Task RunJobFlow_NotKeptAlive_EndsAfterItsSteps(int exitCode, string reason)
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner { EndsAtOnce = _ => new RunEnd(exitCode) });

        var id = await server.Client.RunAsync(keepAlive: false, steps: [EmrClient.Step("one"), EmrClient.Step("two")]);
        var cluster = await server.Client.WaitForClusterAsync(id, "TERMINATED");

        Assert.Equal(("ALL_STEPS_COMPLETED", reason), (EmrClient.Reason(cluster, "Code"), EmrClient.Reason(cluster, "Message")));
    }

    [Fact]
    public async Task RunJobFlow_LogUriThatCannotBeWritten_EndsWithAValidationError()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder.File("file"), "", TestContext.Current.CancellationToken);
        await using var server = await EmrServer.StartAsync(new FakeRunner());

        var id = await server.Client.RunAsync(logUri: $"file://{folder.File("file")}/logs/", steps: [EmrClient.Step("one")]);
        var cluster = await server.Client.WaitForClusterAsync(id, "TERMINATED_WITH_ERRORS");

        Assert.Equal("VALIDATION_ERROR", EmrClient.Reason(cluster, "Code"));
        Assert.Contains("cannot be written", EmrClient.Reason(cluster, "Message"), StringComparison.Ordinal);
        Assert.Equal("CANCELLED", (await server.Client.StepStatesAsync(id))["one"]);
    }

    [Fact]
    public async Task TerminateJobFlows_StepsThatRunAndWait_AreCancelled()
    {
        var runner = new FakeRunner();
        await using var server = await EmrServer.StartAsync(runner);
        var id = await server.Client.RunAsync(steps: [EmrClient.Step("runs"), EmrClient.Step("waits")]);
        await Eventually.TrueAsync(() => !runner.Started.IsEmpty);

        await server.Client.CallAsync("TerminateJobFlows", new { JobFlowIds = new[] { id } });
        var cluster = await server.Client.WaitForClusterAsync(id, "TERMINATED");

        Assert.Equal("USER_REQUEST", EmrClient.Reason(cluster, "Code"));
        Assert.Equal(["CANCELLED", "CANCELLED"], (await server.Client.StepStatesAsync(id)).Values);
        Assert.Equal(["runs"], runner.Started);
    }

    [Fact]
    public async Task TerminateJobFlows_Protected_IsRefusedUntilUnlocked()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        var locked = await server.Client.RunAsync(isProtected: true);
        var open = await server.Client.RunAsync();

        var fault = await Assert.ThrowsAsync<EmrFaultException>(
            () => server.Client.CallAsync("TerminateJobFlows", new { JobFlowIds = new[] { locked, open } }));
        await server.Client.WaitForClusterAsync(open, "TERMINATED");
        var kept = await server.Client.WaitForClusterAsync(locked, "WAITING");

        Assert.Equal("Could not shut down one or more job flows since they are termination protected.", fault.Text);
        Assert.True(kept.GetProperty("TerminationProtected").GetBoolean());
        await server.Client.CallAsync("SetTerminationProtection", new { JobFlowIds = new[] { locked }, TerminationProtected = false });
        await server.Client.CallAsync("TerminateJobFlows", new { JobFlowIds = new[] { locked } });
        await server.Client.WaitForClusterAsync(locked, "TERMINATED");
    }

    [Fact]
    public async Task ListClusters_ByStateAndTime_FindsThose()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        var waiting = await server.Client.RunAsync();
        var over = await server.Client.RunAsync(keepAlive: false);
        await server.Client.WaitForClusterAsync(waiting, "WAITING");
        await server.Client.WaitForClusterAsync(over, "TERMINATED");

        Assert.Equal([waiting], await ListAsync(new { ClusterStates = new[] { "WAITING", "RUNNING" } }));
        Assert.Equal([over, waiting], await ListAsync(new { CreatedAfter = 1.5 }));
        Assert.Empty(await ListAsync(new { CreatedBefore = 1 }));
        await Assert.ThrowsAsync<EmrFaultException>(() => ListAsync(new { ClusterStates = new[] { "IDLE" } }));
        await Assert.ThrowsAsync<EmrFaultException>(() => ListAsync(new { Marker = "abc" }));

        async Task<IEnumerable<string?>> ListAsync(object input) =>
            (await server.Client.CallAsync("ListClusters", input)).GetProperty("Clusters").EnumerateArray()
            .Select(cluster => cluster.GetProperty("Id").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunJobFlow_ThreeMasters_StaysAliveAndIsProtected(bool isFleet)
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner { EndsAtOnce = _ => new RunEnd(0) });
        object instances = isFleet
            ? new { InstanceFleets = new[] { Fleet(3) }, KeepJobFlowAliveWhenNoSteps = false }
            : new { InstanceGroups = new[] { Group("MASTER", 3) }, TerminationProtected = false };

        var answer = await server.Client.CallAsync("RunJobFlow", new { Name = "x", Instances = instances });
        var cluster = await server.Client.WaitForClusterAsync(answer.GetProperty("JobFlowId").GetString() ?? "", "WAITING");

        Assert.False(cluster.GetProperty("AutoTerminate").GetBoolean());
        Assert.True(cluster.GetProperty("TerminationProtected").GetBoolean());
    }

    [Theory]
    [InlineData("spark-defaults", "{}", null)]
    [InlineData("hdfs-site", "{}", "Configurations without effect in LocalEmr: hdfs-site.")]
    [InlineData("spark-defaults", """{"spark.master":"yarn"}""", "Configurations without effect in LocalEmr: spark-defaults spark.master.")]
    public async Task RunJobFlow_WhatItDoesNotGet_ItsStateSays(string classification, string properties, string? unsupported)
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        var id = (await server.Client.SendAsync("ElasticMapReduce.RunJobFlow", $$"""
            {"Name": "x", "Instances": {"MasterInstanceType": "m5.xlarge", "InstanceCount": 1, "KeepJobFlowAliveWhenNoSteps": true},
             "Configurations": [{"Classification": "{{classification}}", "Properties": {{properties}}}]}
            """)).GetProperty("JobFlowId").GetString() ?? "";

        var cluster = await server.Client.WaitForClusterAsync(id, "WAITING");

        Assert.Equal(
            "Cluster ready to run steps." + (unsupported is null ? "" : " " + unsupported), EmrClient.Reason(cluster, "Message"));
        Assert.Equal(classification, cluster.GetProperty("Configurations")[0].GetProperty("Classification").GetString());
    }

    private static object Group(string role, int count = 1, string type = "m5.xlarge") =>
        new { InstanceRole = role, InstanceType = type, InstanceCount = count };

    private static object Fleet(int capacity, string type = "m5.xlarge") => new
    {
        InstanceFleetType = "MASTER",
        TargetOnDemandCapacity = capacity,
        InstanceTypeConfigs = new[] { new { InstanceType = type } },
    };

    private static object[] Many(int tags) => [.. Enumerable.Range(0, tags).Select(number => new { Key = $"k{number}" })];
}
