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

    [Fact]
    public async Task ListInstanceGroups_PolicyAndVolumes_ComeBackAsSent()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());

        var output = await Boto.RunAsync(server, """
            policy = dict(Constraints=dict(MinCapacity=1, MaxCapacity=4), Rules=[dict(Name='out', Description='more', Action=dict(
                SimpleScalingPolicyConfiguration=dict(AdjustmentType='CHANGE_IN_CAPACITY', ScalingAdjustment=1, CoolDown=300)), Trigger=dict(
                CloudWatchAlarmDefinition=dict(ComparisonOperator='LESS_THAN', MetricName='YARNMemoryAvailablePercentage', Period=300,
                    Threshold=15.0, EvaluationPeriods=1)))])
            ebs = dict(EbsOptimized=True, EbsBlockDeviceConfigs=[
                dict(VolumeSpecification=dict(VolumeType='gp3', SizeInGB=64, Iops=3000, Throughput=125), VolumesPerInstance=2),
                dict(VolumeSpecification=dict(VolumeType='st1', SizeInGB=500))])
            c = emr.run_job_flow(Name='t', AutoScalingRole='r', Instances=dict(KeepJobFlowAliveWhenNoSteps=True, InstanceGroups=[
                dict(InstanceRole='MASTER', InstanceType='m5.xlarge', InstanceCount=1),
                dict(InstanceRole='CORE', InstanceType='m5.xlarge', InstanceCount=1, AutoScalingPolicy=policy, EbsConfiguration=ebs)]))['JobFlowId']
            master, core = emr.list_instance_groups(ClusterId=c)['InstanceGroups']
            print('AutoScalingPolicy' in master, master['EbsBlockDevices'], core['EbsOptimized'])
            status = core['AutoScalingPolicy'].pop('Status')
            print(status['State'], core['AutoScalingPolicy'] == policy)
            print([(d['Device'], d['VolumeSpecification']['VolumeType'], d['VolumeSpecification']['SizeInGB']) for d in core['EbsBlockDevices']])
            print(core['EbsBlockDevices'][0]['VolumeSpecification'])
            f = emr.run_job_flow(Name='f', Instances=dict(KeepJobFlowAliveWhenNoSteps=True, InstanceFleets=[dict(InstanceFleetType='MASTER',
                TargetOnDemandCapacity=1, InstanceTypeConfigs=[dict(InstanceType='m5.xlarge', EbsConfiguration=ebs)])]))['JobFlowId']
            kind = emr.list_instance_fleets(ClusterId=f)['InstanceFleets'][0]['InstanceTypeSpecifications'][0]
            print(kind['InstanceType'], kind['EbsOptimized'], len(kind['EbsBlockDevices']))
            """);

        Assert.Equal(
            """
            False [] True
            ATTACHED True
            [('/dev/sdb', 'gp3', 64), ('/dev/sdc', 'gp3', 64), ('/dev/sdd', 'st1', 500)]
            {'VolumeType': 'gp3', 'Iops': 3000, 'SizeInGB': 64, 'Throughput': 125}
            m5.xlarge True 3
            """,
            output);
    }

    [Theory]
    [InlineData("m5.large", 4)]
    [InlineData("m5.xlarge", 8)]
    [InlineData("r6g.12xlarge", 96)]
    [InlineData("m5.metal", 8)]
    public void Factor_OfASize_IsThatOfAws(string instanceType, int factor) =>
        Assert.Equal(factor, InstanceHours.Factor(instanceType));
}
