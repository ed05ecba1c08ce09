using System.Text.Json;

using Analytics.LocalEmr.Steps;

namespace Analytics.LocalEmr.Clusters;

/// <summary>What RunJobFlow takes. What LocalEmr only hands back stays as it came.</summary>
internal sealed record RunJobFlowInput
{
    public string? Name { get; init; }

    public string? LogUri { get; init; }

    public string? LogEncryptionKmsKeyId { get; init; }

    public string? AmiVersion { get; init; }

    public string? ReleaseLabel { get; init; }

    public InstancesInput? Instances { get; init; }

    public IReadOnlyList<StepInput>? Steps { get; init; }

    public IReadOnlyList<BootstrapActionInput>? BootstrapActions { get; init; }

    public IReadOnlyList<ApplicationInput>? Applications { get; init; }

    public JsonElement? Configurations { get; init; }

    public bool? VisibleToAllUsers { get; init; }

    public string? JobFlowRole { get; init; }

    public string? ServiceRole { get; init; }

    public IReadOnlyList<Tag>? Tags { get; init; }

    public string? SecurityConfiguration { get; init; }

    public string? AutoScalingRole { get; init; }

    public string? ScaleDownBehavior { get; init; }

    public string? CustomAmiId { get; init; }

    public int? EbsRootVolumeSize { get; init; }

    public int? EbsRootVolumeIops { get; init; }

    public int? EbsRootVolumeThroughput { get; init; }

    public string? RepoUpgradeOnBoot { get; init; }

    public int? StepConcurrencyLevel { get; init; }

    public JsonElement? ManagedScalingPolicy { get; init; }

    public JsonElement? PlacementGroupConfigs { get; init; }

    public AutoTerminationPolicy? AutoTerminationPolicy { get; init; }

    public string? OSReleaseLabel { get; init; }

    public bool? ExtendedSupport { get; init; }

    public JsonElement? MonitoringConfiguration { get; init; }
}
