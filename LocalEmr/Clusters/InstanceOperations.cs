using System.Text.Json;

using Analytics.LocalEmr.Protocol;
using Analytics.LocalEmr.State;

namespace Analytics.LocalEmr.Clusters;

/// <summary>The instances that a cluster would have: as many as were asked for, in the cluster's own state.</summary>
internal sealed class InstanceOperations(EmrState state) : IOperations
{
    private const int InstancesPerPage = 2_000;

    public IEnumerable<Operation> All =>
    [
        Operation.Of<ListInput>("ListInstanceGroups", ListGroups),
        Operation.Of<ListInput>("ListInstanceFleets", ListFleets),
        Operation.Of<ListInput>("ListInstances", ListInstances),
    ];

    private object ListGroups(ListInput input) => state.Read(input.ClusterId, (cluster, _) =>
    {
        var parts = Hardware.Of(cluster);
        if (parts.Any(part => part.IsFleet))
        {
            throw ApiException.Invalid("Instance fleets and instance groups are mutually exclusive. The EMR cluster specified in the "
                + "request uses instance fleets. The ListInstanceGroups operation does not support clusters that use instance fleets.");
        }

        var (page, marker) = Pages.Of("groups", parts, part => part.Id, input.Marker);
        return new
        {
            InstanceGroups = page.Select(part => new
            {
                part.Id,
                Name = part.Group?.Name ?? part.Role,
                part.Market,
                InstanceGroupType = part.Role,
                part.Group?.BidPrice,
                part.InstanceType,
                RequestedInstanceCount = part.Count,
                RunningInstanceCount = IsUp(cluster) ? part.Count : 0,
                Status = Status(cluster),
                Configurations = (object?)part.Group?.Configurations ?? Array.Empty<object>(),
                EbsBlockDevices = part.Group?.EbsConfiguration?.Devices() ?? [],
                part.Group?.EbsConfiguration?.EbsOptimized,
                AutoScalingPolicy = Scaling(part.Group?.AutoScalingPolicy),
                part.Group?.CustomAmiId,
            }),
            Marker = marker,
        };
    });

    private object ListFleets(ListInput input) => state.Read(input.ClusterId, (cluster, _) =>
    {
        var parts = Hardware.Of(cluster);
        if (parts.Any(part => !part.IsFleet))
        {
            throw ApiException.Invalid("Instance fleets and instance groups are mutually exclusive. The EMR cluster specified in the "
                + "request uses instance groups. The ListInstanceFleets operation does not support clusters that use instance groups.");
        }

        var (page, marker) = Pages.Of("fleets", parts, part => part.Id, input.Marker);
        return new
        {
            InstanceFleets = page.Select(part => new
            {
                part.Id,
                part.Fleet?.Name,
                Status = Status(cluster),
                InstanceFleetType = part.Role,
                TargetOnDemandCapacity = part.Fleet?.TargetOnDemandCapacity ?? 0,
                TargetSpotCapacity = part.Fleet?.TargetSpotCapacity ?? 0,
                ProvisionedOnDemandCapacity = IsUp(cluster) ? part.Fleet?.TargetOnDemandCapacity ?? 0 : 0,
                ProvisionedSpotCapacity = IsUp(cluster) ? part.Fleet?.TargetSpotCapacity ?? 0 : 0,
                InstanceTypeSpecifications = (part.Fleet?.InstanceTypeConfigs ?? []).Select(type => new
                {
                    type.InstanceType,
                    type.WeightedCapacity,
                    type.BidPrice,
                    type.BidPriceAsPercentageOfOnDemandPrice,
                    Configurations = (object?)type.Configurations ?? Array.Empty<object>(),
                    EbsBlockDevices = type.EbsConfiguration?.Devices() ?? [],
                    type.EbsConfiguration?.EbsOptimized,
                    type.CustomAmiId,
                    type.Priority,
                }),
                part.Fleet?.LaunchSpecifications,
                part.Fleet?.ResizeSpecifications,
                part.Fleet?.Context,
            }),
            Marker = marker,
        };
    });

    private object ListInstances(ListInput input) => state.Read(input.ClusterId, (cluster, _) =>
    {
        var instanceState = InstanceState(cluster);
        var instances = Hardware.Of(cluster)
            .Where(part => input.InstanceGroupId is null || (!part.IsFleet && part.Id == input.InstanceGroupId))
            .Where(part => input.InstanceFleetId is null || (part.IsFleet && part.Id == input.InstanceFleetId))
            .Where(part => input.InstanceGroupTypes is not { Count: > 0 } types || types.Contains(part.Role))
            .Where(part => input.InstanceFleetType is null || part.Role == input.InstanceFleetType)
            .Where(_ => input.InstanceStates is not { Count: > 0 } states || states.Contains(instanceState))
            .SelectMany(part => part.Instances().Select(instance => (part, instance)));
        var (page, marker) = Pages.Of("instances", instances, item => item.instance.Id, input.Marker, InstancesPerPage);
        return new
        {
            Instances = page.Select(item => new
            {
                item.instance.Id,
                Ec2InstanceId = item.instance.Ec2Id,
                PublicDnsName = "localhost",
                PublicIpAddress = "127.0.0.1",
                PrivateDnsName = "localhost",
                PrivateIpAddress = "127.0.0.1",
                Status = new
                {
                    State = instanceState,
                    StateChangeReason = Reason(cluster),
                    Timeline = Timeline(cluster),
                },
                InstanceGroupId = item.part.IsFleet ? null : item.part.Id,
                InstanceFleetId = item.part.IsFleet ? item.part.Id : null,
                item.part.Market,
                item.part.InstanceType,
                EbsVolumes = Array.Empty<object>(),
            }),
            Marker = marker,
        };
    });

    /// <summary>A policy is attached as it was sent; it never scales anything.</summary>
    private static object? Scaling(JsonElement? policy) => policy is not { ValueKind: JsonValueKind.Object } sent ? null : new
    {
        Status = new { State = "ATTACHED", StateChangeReason = new { Code = "USER_REQUEST" } },
        Constraints = Part(sent, "Constraints"),
        Rules = Part(sent, "Rules"),
    };

    private static JsonElement? Part(JsonElement policy, string name) => policy.TryGetProperty(name, out var part) ? part : null;

    private static bool IsUp(Cluster cluster) => cluster.State is ClusterStates.Running or ClusterStates.Waiting;

    private static object Status(Cluster cluster) => new
    {
        State = cluster.State switch
        {
            ClusterStates.Starting => "PROVISIONING",
            ClusterStates.Bootstrapping => "BOOTSTRAPPING",
            ClusterStates.Terminating => "TERMINATING",
            ClusterStates.Terminated or ClusterStates.TerminatedWithErrors => "TERMINATED",
            _ => "RUNNING",
        },
        StateChangeReason = Reason(cluster),
        Timeline = Timeline(cluster),
    };

    private static string InstanceState(Cluster cluster) => cluster.State switch
    {
        ClusterStates.Starting => "PROVISIONING",
        ClusterStates.Bootstrapping => "BOOTSTRAPPING",
        ClusterStates.Terminated or ClusterStates.TerminatedWithErrors => "TERMINATED",
        _ => "RUNNING",
    };

    private static object Reason(Cluster cluster) => cluster.IsOver
        ? new { Code = (string?)"CLUSTER_TERMINATED", Message = (string?)"Job flow terminated" }
        : new { Code = (string?)null, Message = (string?)null };

    private static object Timeline(Cluster cluster) =>
        new { CreationDateTime = cluster.Created, ReadyDateTime = cluster.Ready, EndDateTime = cluster.Ended };

    private sealed record ListInput(
        string? ClusterId, string? InstanceGroupId, IReadOnlyList<string>? InstanceGroupTypes, string? InstanceFleetId,
        string? InstanceFleetType, IReadOnlyList<string>? InstanceStates, string? Marker);
}
