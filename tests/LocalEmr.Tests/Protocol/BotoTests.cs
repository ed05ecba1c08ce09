using Analytics.LocalEmr.Protocol;
using Analytics.LocalEmr.Runners;
using Analytics.LocalEmr.Steps;
using Analytics.LocalEmr.Tests.Support;

namespace Analytics.LocalEmr.Tests.Protocol;

/// <summary>boto3 against LocalEmr: its own model of the service reads every answer, its waiters and paginators drive it.</summary>
public sealed class BotoTests
{
    [Fact]
    public async Task Boto_ClusterFromStartToEnd_ItsWaitersSeeEachStage()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner
        {
            EndsAtOnce = run => new RunEnd(run.Step.Name == "bad" ? 1 : 0),
        });

        var output = await Boto.RunAsync(server, """
            import botocore
            c = emr.run_job_flow(Name='t', ReleaseLabel='emr-7.13.0', Applications=[{'Name': 'Spark'}], Tags=[{'Key': 'a', 'Value': 'b'}],
                Instances=dict(KeepJobFlowAliveWhenNoSteps=True, InstanceFleets=[
                    dict(InstanceFleetType='MASTER', TargetOnDemandCapacity=1, InstanceTypeConfigs=[dict(InstanceType='m5.xlarge')]),
                    dict(InstanceFleetType='CORE', TargetSpotCapacity=5, InstanceTypeConfigs=[dict(InstanceType='m5.2xlarge',
                        WeightedCapacity=2)])]),
                BootstrapActions=[dict(Name='boot', ScriptBootstrapAction=dict(Path='s3://b/x.sh', Args=['1']))])['JobFlowId']
            wait('cluster_running', ClusterId=c)
            step = lambda name: dict(Name=name, ActionOnFailure='CONTINUE', HadoopJarStep=dict(Jar='command-runner.jar',
                Args=['spark-submit', 'x.py'], Properties=[dict(Key='k', Value='v')]))
            good, bad = emr.add_job_flow_steps(JobFlowId=c, Steps=[step('good'), step('bad')])['StepIds']
            wait('step_complete', ClusterId=c, StepId=good)
            try:
                wait('step_complete', ClusterId=c, StepId=bad)
            except botocore.exceptions.WaiterError as e:
                print(e.last_response['Step']['Status']['State'], 'FailureDetails' in e.last_response['Step']['Status'])
            found = emr.describe_cluster(ClusterId=c)['Cluster']
            print(found['InstanceCollectionType'], found['Applications'][0]['Version'], found['Tags'])
            print(emr.describe_step(ClusterId=c, StepId=good)['Step']['Config'])
            print([i['InstanceType'] for i in emr.get_paginator('list_instances').paginate(ClusterId=c).build_full_result()['Instances']])
            print([(f['InstanceFleetType'], f['ProvisionedSpotCapacity']) for f in emr.list_instance_fleets(ClusterId=c)['InstanceFleets']])
            print(emr.list_bootstrap_actions(ClusterId=c)['BootstrapActions'])
            emr.put_managed_scaling_policy(ClusterId=c, ManagedScalingPolicy=dict(ComputeLimits=dict(UnitType='Instances',
                MinimumCapacityUnits=1, MaximumCapacityUnits=4)))
            print(emr.get_managed_scaling_policy(ClusterId=c)['ManagedScalingPolicy']['ComputeLimits']['MaximumCapacityUnits'])
            emr.put_auto_termination_policy(ClusterId=c, AutoTerminationPolicy=dict(IdleTimeout=60))
            print(emr.get_auto_termination_policy(ClusterId=c)['AutoTerminationPolicy'])
            emr.terminate_job_flows(JobFlowIds=[c])
            wait('cluster_terminated', ClusterId=c)
            print(emr.describe_cluster(ClusterId=c)['Cluster']['Status']['StateChangeReason']['Code'])
            print(emr.list_release_labels(Filters=dict(Application='hive'))['ReleaseLabels'])
            print(emr.describe_release_label(ReleaseLabel='emr-7.13.0')['Applications'][-1])
            """);

        Assert.Equal(
            """
            FAILED True
            INSTANCE_FLEET 3.5.6 [{'Key': 'a', 'Value': 'b'}]
            {'Jar': 'command-runner.jar', 'Properties': {'k': 'v'}, 'Args': ['spark-submit', 'x.py']}
            ['m5.xlarge', 'm5.2xlarge', 'm5.2xlarge', 'm5.2xlarge']
            [('MASTER', 0), ('CORE', 5)]
            [{'Name': 'boot', 'ScriptPath': 's3://b/x.sh', 'Args': ['1']}]
            4
            {'IdleTimeout': 60}
            USER_REQUEST
            ['emr-7.13.0', 'emr-7.12.0']
            {'Name': 'Spark', 'Version': '3.5.6'}
            """,
            output);
    }

    [Fact]
    public async Task Boto_Refusals_AreExceptionsThatItKnows()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());

        var output = await Boto.RunAsync(server, """
            import botocore
            def refused(call):
                try:
                    call()
                except botocore.exceptions.ClientError as e:
                    print(type(e).__name__, e.response['Error']['Code'], e.response['Error']['Message'][:60])
            refused(lambda: emr.describe_cluster(ClusterId='j-NONE'))
            refused(lambda: emr.add_job_flow_steps(JobFlowId='j-NONE', Steps=[dict(Name='s', HadoopJarStep=dict(Jar='x'))]))
            refused(lambda: emr.list_studios())
            """);

        Assert.Equal(
            """
            InvalidRequestException InvalidRequestException Cluster id 'j-NONE' is not valid.
            ClientError ValidationException Specified job flow ID does not exist.
            InvalidRequestException InvalidRequestException ListStudios is not supported by LocalEmr. Supported: AddJobF
            """,
            output);
    }

    [Fact]
    public async Task Boto_TenThousandSteps_ArePagedWithoutGapOrRepeat()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        var cluster = await server.Client.RunAsync();
        await server.Client.WaitForClusterAsync(cluster, "WAITING");
        server.State.Change(cluster, ApiException.NoJobFlow, change =>
        {
            for (var number = 0; number < 10_000; number++)
            {
                change.Put(Ended(cluster, number));
            }

            return true;
        });

        var output = await Boto.RunAsync(server, """
            pages = emr.get_paginator('list_steps').paginate(ClusterId=sys.argv[2])
            names = [s['Name'] for s in pages.build_full_result()['Steps']]
            print(len(names), len(set(names)), names[0], names[-1])
            failed = emr.get_paginator('list_steps').paginate(ClusterId=sys.argv[2], StepStates=['FAILED'])
            print(len(failed.build_full_result()['Steps']))
            """, cluster);

        Assert.Equal("10000 10000 9999 0\n100", output);
    }

    [Fact]
    public async Task Boto_ManyClusters_ArePaged()
    {
        await using var server = await EmrServer.StartAsync(new FakeRunner());
        for (var number = 0; number < 120; number++)
        {
            await server.Client.RunAsync(keepAlive: number % 2 == 0);
        }

        var output = await Boto.RunAsync(server, """
            pages = list(emr.get_paginator('list_clusters').paginate())
            print([len(p['Clusters']) for p in pages], len({c['Id'] for p in pages for c in p['Clusters']}))
            """);

        Assert.Equal("[50, 50, 20] 120", output);
    }

    private static Step Ended(string cluster, int number) => new()
    {
        Id = $"s-{number}",
        ClusterId = cluster,
        Name = number.ToString(),
        Jar = new HadoopJarStepInput { Jar = "command-runner.jar", Args = ["spark-submit", "x.py"] },
        ActionOnFailure = ActionsOnFailure.Continue,
        Created = DateTimeOffset.UnixEpoch,
        Ended = DateTimeOffset.UnixEpoch,
        State = number % 100 == 0 ? StepStates.Failed : StepStates.Completed,
    };
}
