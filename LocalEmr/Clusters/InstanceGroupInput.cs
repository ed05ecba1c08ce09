using System.Text.Json;

namespace Analytics.LocalEmr.Clusters;

internal sealed record InstanceGroupInput
{
    public string? Name { get; init; }

    public string? Market { get; init; }

    public string? InstanceRole { get; init; }

    public string? BidPrice { get; init; }

    public string? InstanceType { get; init; }

    public int? InstanceCount { get; init; }

    public JsonElement? Configurations { get; init; }

    public EbsConfigurationInput? EbsConfiguration { get; init; }

    public JsonElement? AutoScalingPolicy { get; init; }

    public string? CustomAmiId { get; init; }
}
