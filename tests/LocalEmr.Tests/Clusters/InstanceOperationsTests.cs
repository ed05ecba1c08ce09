using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Clusters;

public sealed class InstanceOperationsTests
{
    [Fact]
    public async Task ListInstances_OfACount_AreOneMasterAndTheRest()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        var answer = await server.Client.CallAsync(
            "RunJobFlow", new { Name = "x", Instances = new { MasterInstanceType = "m5.large", InstanceCount = 3, KeepJobFlowAliveWhenNoSteps = true } });
        var id = answer.GetProperty("JobFlowId").GetString() ?? "";
        await server.Client.WaitForClusterAsync(id, "WAITING");

        var groups = await server.Client.CallAsync("ListInstanceGroups", new { ClusterId = id });
        var all = await server.Client.CallAsync("ListInstances", new { ClusterId = id });
        var core = await server.Client.CallAsync("ListInstances", new { ClusterId = id, InstanceGroupTypes = new[] { "CORE" } });

        Assert.Equal(
            ["MASTER 1 RUNNING", "CORE 2 RUNNING"],
            groups.GetProperty("InstanceGroups").EnumerateArray().Select(group =>
                $"{group.GetProperty("InstanceGroupType").GetString()} {group.GetProperty("RunningInstanceCount").GetInt32()} {EmrClient.State(group)}"));
        Assert.Equal(3, all.GetProperty("Instances").EnumerateArray().DistinctBy(one => one.GetProperty("Id").GetString()).Count());
        Assert.Equal(2, core.GetProperty("Instances").GetArrayLength());
        await Assert.ThrowsAsync<EmrFaultException>(() => server.Client.CallAsync("ListInstanceFleets", new { ClusterId = id }));
    }

    [Theory]
    [InlineData("m5.large", 4)]
    [InlineData("m5.xlarge", 8)]
    [InlineData("r6g.12xlarge", 96)]
    [InlineData("m5.metal", 8)]
    public void Factor_OfASize_IsThatOfAws(string instanceType, int factor) =>
        Assert.Equal(factor, InstanceHours.Factor(instanceType));
}
