using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Clusters;

public sealed class ClusterSettingOperationsTests
{
    [Fact]
    public async Task Tags_AddedChangedRemoved_AreShown()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        var id = await server.Client.RunAsync();

        await server.Client.CallAsync("AddTags", new { ResourceId = id, Tags = new[] { Tag("a", "1"), Tag("b", "2") } });
        await server.Client.CallAsync("AddTags", new { ResourceId = id, Tags = new[] { Tag("b", "3") } });
        await server.Client.CallAsync("RemoveTags", new { ResourceId = id, TagKeys = new[] { "a" } });

        Assert.Equal(
            """[{"Key":"b","Value":"3"}]""", (await server.Client.ClusterAsync(id)).GetProperty("Tags").GetRawText());
    }

    [Fact]
    public async Task AddTags_BreakingARuleOfAws_AreRefusedAndNoneIsAdded()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        var id = await server.Client.RunAsync();
        object[] most = [.. Enumerable.Range(0, 50).Select(number => Tag($"k{number}", ""))];
        await server.Client.CallAsync("AddTags", new { ResourceId = id, Tags = most });

        object[][] refused = [[Tag("one more", "1")], [Tag("k1", "x"), Tag("k1", "y")], [Tag("aws:k1", "x")], [Tag("k1", new string('v', 257))]];
        foreach (var tags in refused)
        {
            var fault = await Assert.ThrowsAsync<EmrFaultException>(
                () => server.Client.CallAsync("AddTags", new { ResourceId = id, Tags = tags }));
            Assert.Equal("InvalidRequestException", fault.Type);
        }

        await server.Client.CallAsync("AddTags", new { ResourceId = id, Tags = new[] { Tag("k1", "changed") } });
        var shown = (await server.Client.ClusterAsync(id)).GetProperty("Tags").EnumerateArray().ToList();
        Assert.Equal(50, shown.Count);
        Assert.Contains(shown, tag => tag.GetProperty("Value").GetString() == "changed");
    }

    [Fact]
    public async Task KeepAlive_SwitchedOff_EndsAnIdleCluster()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        var id = await server.Client.RunAsync();
        await server.Client.WaitForClusterAsync(id, "WAITING");

        await server.Client.CallAsync(
            "SetKeepJobFlowAliveWhenNoSteps", new { JobFlowIds = new[] { id }, KeepJobFlowAliveWhenNoSteps = false });

        var cluster = await server.Client.WaitForClusterAsync(id, "TERMINATED");
        Assert.Equal("ALL_STEPS_COMPLETED", EmrClient.Reason(cluster, "Code"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public async Task ModifyCluster_ConcurrencyOutOfRange_IsRefused(int level)
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        var id = await server.Client.RunAsync();

        var fault = await Assert.ThrowsAsync<EmrFaultException>(
            () => server.Client.CallAsync("ModifyCluster", new { ClusterId = id, StepConcurrencyLevel = level }));

        Assert.Equal("InvalidRequestException", fault.Type);
    }

    [Fact]
    public async Task ModifyCluster_HigherConcurrency_StartsWhatWaits()
    {
        var runner = new FakeRunner();
        await using var server = await EmrServer.StartAsync(runner);
        var id = await server.Client.RunAsync(steps: [EmrClient.Step("one"), EmrClient.Step("two"), EmrClient.Step("three")]);
        await Eventually.TrueAsync(() => runner.Started.Count == 1);

        await server.Client.CallAsync("ModifyCluster", new { ClusterId = id, StepConcurrencyLevel = 2 });

        await Eventually.TrueAsync(() => runner.Started.Count == 2);
        Assert.Equal("PENDING", (await server.Client.StepStatesAsync(id))["three"]);
    }

    [Fact]
    public async Task Policies_OfAnEndedCluster_AreRefused()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        var id = await server.Client.RunAsync(keepAlive: false);
        await server.Client.WaitForClusterAsync(id, "TERMINATED");

        var fault = await Assert.ThrowsAsync<EmrFaultException>(() => server.Client.CallAsync(
            "PutAutoTerminationPolicy", new { ClusterId = id, AutoTerminationPolicy = new { IdleTimeout = 60 } }));

        Assert.Contains("may not be modified", fault.Text, StringComparison.Ordinal);
    }

    private static object Tag(string key, string value) => new { Key = key, Value = value };
}
