namespace Analytics.Emr.Client;

/// <summary>What RunJobFlow is asked for.</summary>
internal sealed record EmrClusterRequest
{
    public required string Name { get; init; }

    public required string LogUri { get; init; }

    public required string ReleaseLabel { get; init; }

    public required IReadOnlyList<Application> Applications { get; init; }

    public required InstancesRequest Instances { get; init; }

    public required int StepConcurrencyLevel { get; init; }

    public required IdlePolicy AutoTerminationPolicy { get; init; }

    public required string ServiceRole { get; init; }

    public required string JobFlowRole { get; init; }

    public required IReadOnlyList<Tag> Tags { get; init; }

    public bool VisibleToAllUsers { get; init; } = true;

    internal sealed record Application(string Name);

    internal sealed record Tag(string Key, string Value);

    /// <param name="IdleTimeout">In seconds.</param>
    internal sealed record IdlePolicy(long IdleTimeout);

    internal sealed record InstancesRequest(
        IReadOnlyList<Fleet> InstanceFleets, IReadOnlyList<string>? Ec2SubnetIds, bool KeepJobFlowAliveWhenNoSteps = true);

    internal sealed record Fleet(
        string Name, string InstanceFleetType, int TargetOnDemandCapacity, int TargetSpotCapacity,
        IReadOnlyList<FleetType> InstanceTypeConfigs, LaunchSpecification? LaunchSpecifications);

    internal sealed record FleetType(string InstanceType, int WeightedCapacity = 1);

    internal sealed record LaunchSpecification(Spot SpotSpecification);

    internal sealed record Spot(
        int TimeoutDurationMinutes = 10, string TimeoutAction = "SWITCH_TO_ON_DEMAND",
        string AllocationStrategy = "price-capacity-optimized");
}
