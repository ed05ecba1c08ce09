namespace Analytics.LocalEmr.Clusters;

/// <summary>Clusters as the API shows them.</summary>
internal static class ClusterShapes
{
    private const string DefaultZone = "a";

    public static object Status(Cluster cluster) => new
    {
        cluster.State,
        StateChangeReason = new { Code = cluster.ReasonCode, Message = WithGaps(cluster) },
        Timeline = new { CreationDateTime = cluster.Created, ReadyDateTime = cluster.Ready, EndDateTime = cluster.Ended },
    };

    private static string? WithGaps(Cluster cluster) => cluster switch
    {
        { Gaps: null } => cluster.ReasonMessage,
        { ReasonMessage: null or "" } => cluster.Gaps,
        _ => $"{cluster.ReasonMessage.TrimEnd('.')}. {cluster.Gaps}",
    };

    public static object Summary(Cluster cluster, DateTimeOffset now) => new
    {
        cluster.Id,
        cluster.Request.Name,
        Status = Status(cluster),
        NormalizedInstanceHours = InstanceHours.Of(cluster, now),
        ClusterArn = cluster.Arn,
    };

    public static object Full(Cluster cluster, DateTimeOffset now)
    {
        var request = cluster.Request;
        var instances = request.Instances ?? new InstancesInput();
        return new
        {
            cluster.Id,
            request.Name,
            Status = Status(cluster),
            Ec2InstanceAttributes = Attributes(cluster, instances),
            InstanceCollectionType = instances.InstanceFleets is { Count: > 0 } ? "INSTANCE_FLEET" : "INSTANCE_GROUP",
            request.LogUri,
            request.LogEncryptionKmsKeyId,
            RequestedAmiVersion = request.AmiVersion,
            RunningAmiVersion = request.AmiVersion,
            request.ReleaseLabel,
            AutoTerminate = !cluster.KeepAlive,
            cluster.TerminationProtected,
            UnhealthyNodeReplacement = instances.UnhealthyNodeReplacement ?? false,
            VisibleToAllUsers = request.VisibleToAllUsers ?? true,
            Applications = (request.Applications ?? []).Select(application => Releases.WithVersion(request.ReleaseLabel, application)),
            cluster.Tags,
            request.ServiceRole,
            NormalizedInstanceHours = InstanceHours.Of(cluster, now),
            MasterPublicDnsName = cluster.Ready is null ? null : "localhost",
            Configurations = (object?)request.Configurations ?? Array.Empty<object>(),
            request.SecurityConfiguration,
            request.AutoScalingRole,
            ScaleDownBehavior = request.ScaleDownBehavior ?? "TERMINATE_AT_TASK_COMPLETION",
            request.CustomAmiId,
            request.EbsRootVolumeSize,
            request.EbsRootVolumeIops,
            request.EbsRootVolumeThroughput,
            request.RepoUpgradeOnBoot,
            ClusterArn = cluster.Arn,
            cluster.StepConcurrencyLevel,
            PlacementGroups = (object?)request.PlacementGroupConfigs ?? Array.Empty<object>(),
            request.OSReleaseLabel,
            request.ExtendedSupport,
            request.MonitoringConfiguration,
        };
    }

    private static object Attributes(Cluster cluster, InstancesInput instances) => new
    {
        instances.Ec2KeyName,
        Ec2SubnetId = instances.Ec2SubnetId ?? (instances.Ec2SubnetIds is { Count: > 0 } subnets ? subnets[0] : null),
        RequestedEc2SubnetIds = instances.Ec2SubnetIds ?? (instances.Ec2SubnetId is { } subnet ? [subnet] : []),
        Ec2AvailabilityZone = instances.Placement?.AvailabilityZone ?? cluster.Arn.Split(':')[3] + DefaultZone,
        RequestedEc2AvailabilityZones = instances.Placement?.AvailabilityZones ?? [],
        IamInstanceProfile = cluster.Request.JobFlowRole,
        instances.EmrManagedMasterSecurityGroup,
        instances.EmrManagedSlaveSecurityGroup,
        instances.ServiceAccessSecurityGroup,
        AdditionalMasterSecurityGroups = instances.AdditionalMasterSecurityGroups ?? [],
        AdditionalSlaveSecurityGroups = instances.AdditionalSlaveSecurityGroups ?? [],
    };
}
