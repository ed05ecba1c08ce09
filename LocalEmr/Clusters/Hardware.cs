using Analytics.LocalEmr.State;

namespace Analytics.LocalEmr.Clusters;

/// <summary>An instance group or fleet of a cluster. It follows from the request alone, so it is not kept.</summary>
/// <param name="Id">ig-… or if-….</param>
/// <param name="Role">MASTER, CORE or TASK.</param>
/// <param name="Count">How many instances it has.</param>
internal sealed record Hardware(string Id, string Role, string InstanceType, string Market, int Count)
{
    private const string DefaultType = "m5.xlarge";

    public InstanceGroupInput? Group { get; private init; }

    public InstanceFleetInput? Fleet { get; private init; }

    public bool IsFleet => Fleet is not null;

    public static IReadOnlyList<Hardware> Of(Cluster cluster)
    {
        var instances = cluster.Request.Instances ?? new InstancesInput();
        return instances.InstanceFleets is { Count: > 0 } fleets
            ? [.. fleets.Select((fleet, place) => OfFleet(cluster.Id, fleet, place))]
            : [.. Groups(instances).Select((group, place) => OfGroup(cluster.Id, group, place))];
    }

    /// <summary>The master instance's id, as EC2 has it.</summary>
    public static string MasterOf(Cluster cluster) =>
        Of(cluster).Where(part => part.Role == "MASTER").SelectMany(part => part.Instances()).First().Ec2Id;

    /// <summary>The ids of its instances: those of EMR and those of EC2.</summary>
    public IEnumerable<(string Id, string Ec2Id)> Instances() =>
        Enumerable.Range(0, Count).Select(place => (
            Ids.Of("ci-", Id, place.ToString()), Ids.Of("i-", Id, place.ToString(), 17).ToLowerInvariant()));

    private static IEnumerable<InstanceGroupInput> Groups(InstancesInput instances)
    {
        if (instances.InstanceGroups is { Count: > 0 } groups)
        {
            return groups;
        }

        var master = new InstanceGroupInput
        {
            Name = "Master instance group",
            InstanceRole = "MASTER",
            InstanceType = instances.MasterInstanceType ?? DefaultType,
            InstanceCount = 1,
        };
        return (instances.InstanceCount ?? 1) > 1
            ? [master, new InstanceGroupInput
            {
                Name = "Core instance group",
                InstanceRole = "CORE",
                InstanceType = instances.SlaveInstanceType ?? master.InstanceType,
                InstanceCount = instances.InstanceCount - 1,
            }]
            : [master];
    }

    private static Hardware OfGroup(string cluster, InstanceGroupInput group, int place) => new(
        Ids.Of("ig-", cluster, place.ToString()), group.InstanceRole ?? "", group.InstanceType ?? DefaultType,
        group.Market ?? "ON_DEMAND", group.InstanceCount ?? 1)
    {
        Group = group,
    };

    private static Hardware OfFleet(string cluster, InstanceFleetInput fleet, int place)
    {
        var type = fleet.InstanceTypeConfigs is { Count: > 0 } types ? types[0] : null;
        var capacity = (fleet.TargetOnDemandCapacity ?? 0) + (fleet.TargetSpotCapacity ?? 0);
        var count = (int)Math.Ceiling((double)capacity / (type?.WeightedCapacity ?? 1));
        return new Hardware(
            Ids.Of("if-", cluster, place.ToString()), fleet.InstanceFleetType ?? "", type?.InstanceType ?? DefaultType,
            fleet.TargetOnDemandCapacity > 0 ? "ON_DEMAND" : "SPOT", Math.Max(count, fleet.InstanceFleetType == "MASTER" ? 1 : 0))
        {
            Fleet = fleet,
        };
    }
}
