namespace Analytics.LocalEmr.Clusters;

internal sealed record InstancesInput
{
    public string? MasterInstanceType { get; init; }

    public string? SlaveInstanceType { get; init; }

    public int? InstanceCount { get; init; }

    public IReadOnlyList<InstanceGroupInput>? InstanceGroups { get; init; }

    public IReadOnlyList<InstanceFleetInput>? InstanceFleets { get; init; }

    public string? Ec2KeyName { get; init; }

    public PlacementInput? Placement { get; init; }

    public bool? KeepJobFlowAliveWhenNoSteps { get; init; }

    public bool? TerminationProtected { get; init; }

    public bool? UnhealthyNodeReplacement { get; init; }

    public string? Ec2SubnetId { get; init; }

    public IReadOnlyList<string>? Ec2SubnetIds { get; init; }

    public string? EmrManagedMasterSecurityGroup { get; init; }

    public string? EmrManagedSlaveSecurityGroup { get; init; }

    public string? ServiceAccessSecurityGroup { get; init; }

    public IReadOnlyList<string>? AdditionalMasterSecurityGroups { get; init; }

    public IReadOnlyList<string>? AdditionalSlaveSecurityGroups { get; init; }
}
