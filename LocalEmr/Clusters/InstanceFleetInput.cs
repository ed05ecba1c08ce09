using System.Text.Json;

namespace Analytics.LocalEmr.Clusters;

internal sealed record InstanceFleetInput
{
    public string? Name { get; init; }

    public string? InstanceFleetType { get; init; }

    public int? TargetOnDemandCapacity { get; init; }

    public int? TargetSpotCapacity { get; init; }

    public IReadOnlyList<InstanceTypeInput>? InstanceTypeConfigs { get; init; }

    public JsonElement? LaunchSpecifications { get; init; }

    public JsonElement? ResizeSpecifications { get; init; }

    public string? Context { get; init; }
}
