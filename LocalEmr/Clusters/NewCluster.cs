using System.Text.Json;
using System.Text.RegularExpressions;

using Analytics.LocalEmr.Logs;
using Analytics.LocalEmr.Protocol;
using Analytics.LocalEmr.State;

namespace Analytics.LocalEmr.Clusters;

/// <summary>Checks what RunJobFlow is asked for, and makes the cluster.</summary>
internal static partial class NewCluster
{
    private const int MaxName = 256;
    private const int ManyMasters = 3;
    private const int MaxVolumes = 25;
    private const string Master = "MASTER";

    public static Cluster Make(RunJobFlowInput input, Caller caller, DateTimeOffset now)
    {
        Check(input.Name is not null, "Name must not be null.");
        Check(input.Name is { Length: >= 1 and <= MaxName }, $"Name must have 1 to {MaxName} characters.");
        Check(
            input.ReleaseLabel is null || Release().IsMatch(input.ReleaseLabel),
            $"The supplied release label is invalid: {input.ReleaseLabel}.");
        Check(
            input.AmiVersion is null || input.ReleaseLabel is null,
            "Only one AMI version and release label may be specified. Provided AMI: "
            + $"{input.AmiVersion}, release label: {input.ReleaseLabel}.");
        LogUris.Check(input.LogUri);
        CheckConcurrency(input.StepConcurrencyLevel);
        input.AutoTerminationPolicy?.Check();
        Tags.Check(input.Tags, ApiException.Validation);
        ConfigurationInput.Check(input.Configurations);
        if (input.ManagedScalingPolicy is { } scaling)
        {
            CheckScaling(scaling);
        }

        foreach (var action in input.BootstrapActions ?? [])
        {
            Check(
                action is { Name: not null, ScriptBootstrapAction.Path: not null },
                "BootstrapActions: Name, ScriptBootstrapAction and its Path must not be null.");
        }

        var instances = input.Instances ?? throw ApiException.Validation("Instances must not be null.");
        CheckInstances(instances);

        // Three master nodes: EMR keeps such a cluster alive and protects it, whatever was asked for.
        var isHighlyAvailable = instances.InstanceGroups?.Any(group => group is { InstanceRole: Master, InstanceCount: ManyMasters }) == true
            || instances.InstanceFleets?.Any(fleet => fleet.InstanceFleetType == Master && Capacity(fleet) == ManyMasters) == true;
        var id = Ids.Cluster();
        return new Cluster
        {
            Id = id,
            Arn = caller.ClusterArn(id),
            Request = input with { Steps = null },
            Created = now,
            KeepAlive = isHighlyAvailable || instances.KeepJobFlowAliveWhenNoSteps == true,
            TerminationProtected = isHighlyAvailable || instances.TerminationProtected == true,
            StepConcurrencyLevel = input.StepConcurrencyLevel ?? 1,
            AutoTermination = input.AutoTerminationPolicy,
            ManagedScaling = input.ManagedScalingPolicy,
            Tags = input.Tags ?? [],
        };
    }

    public static void CheckConcurrency(int? level) =>
        Check(level is null or (>= 1 and <= 256), "StepConcurrencyLevel must be between 1 and 256.");

    public static void CheckScaling(JsonElement policy)
    {
        if (policy.ValueKind != JsonValueKind.Object || !policy.TryGetProperty("ComputeLimits", out var limits)
            || limits.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.Validation("ManagedScalingPolicy must have ComputeLimits.");
        }

        Check(
            limits.TryGetProperty("UnitType", out var unit) && unit.ValueKind == JsonValueKind.String
                && unit.GetString() is "InstanceFleetUnits" or "Instances" or "VCPU",
            "ComputeLimits: UnitType must be InstanceFleetUnits, Instances or VCPU.");
        var least = Units("MinimumCapacityUnits");
        var most = Units("MaximumCapacityUnits");
        Check(least <= most, "ComputeLimits: MinimumCapacityUnits must not be above MaximumCapacityUnits.");

        int Units(string name) =>
            limits.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var units)
            && units >= 1
                ? units
                : throw ApiException.Validation($"ComputeLimits: {name} must be a number of at least 1.");
    }

    private static void CheckInstances(InstancesInput instances)
    {
        var groups = instances.InstanceGroups ?? [];
        var fleets = instances.InstanceFleets ?? [];
        Check(
            instances.InstanceGroups is null || instances.InstanceFleets is null,
            "Instance fleets and instance groups are mutually exclusive. The InstanceGroups and InstanceFleets parameters cannot both be set.");
        Check(
            groups.Count > 0 || fleets.Count > 0 || instances is { MasterInstanceType: not null, InstanceCount: not 0 },
            "Instances must have InstanceGroups, InstanceFleets, or MasterInstanceType with InstanceCount.");
        Check(instances.InstanceCount is null or >= 1, "InstanceCount must be at least 1.");
        CheckType(instances.MasterInstanceType);
        CheckType(instances.SlaveInstanceType);
        foreach (var group in groups)
        {
            Check(
                group is { InstanceRole: "MASTER" or "CORE" or "TASK", InstanceType.Length: > 0, InstanceCount: >= 0 },
                "InstanceGroups: InstanceRole (MASTER, CORE or TASK), InstanceType and InstanceCount must be given.");
            CheckType(group.InstanceType);
            CheckMasters(group.InstanceRole == Master, group.InstanceCount ?? 0);
            ConfigurationInput.Check(group.Configurations);
            CheckVolumes(group.EbsConfiguration);
            Check(
                group.AutoScalingPolicy is not { } policy || IsPolicy(policy),
                "AutoScalingPolicy must have Constraints and Rules.");
        }

        foreach (var fleet in fleets)
        {
            Check(
                fleet is { InstanceFleetType: "MASTER" or "CORE" or "TASK", TargetOnDemandCapacity: null or >= 0 }
                    and { TargetSpotCapacity: null or >= 0 },
                "InstanceFleets: InstanceFleetType must be MASTER, CORE or TASK, and capacities not negative.");
            Check(
                (fleet.InstanceTypeConfigs ?? []).All(type => type is { InstanceType.Length: > 0, WeightedCapacity: null or >= 1 }),
                "InstanceTypeConfigs: InstanceType must be given, and WeightedCapacity be at least 1.");
            CheckMasters(fleet.InstanceFleetType == Master, Capacity(fleet));
            foreach (var type in fleet.InstanceTypeConfigs ?? [])
            {
                CheckType(type.InstanceType);
                ConfigurationInput.Check(type.Configurations);
                CheckVolumes(type.EbsConfiguration);
            }
        }

        if (groups.Count > 0 || fleets.Count > 0)
        {
            var masters = groups.Count(group => group.InstanceRole == Master) + fleets.Count(fleet => fleet.InstanceFleetType == Master);
            Check(masters == 1, "Exactly one MASTER instance group or fleet must be given.");
        }
    }

    private static int Capacity(InstanceFleetInput fleet) => (fleet.TargetOnDemandCapacity ?? 0) + (fleet.TargetSpotCapacity ?? 0);

    private static void CheckMasters(bool isMaster, int count) => Check(
        !isMaster || count is 1 or ManyMasters, $"The master instance group or fleet must have 1 or {ManyMasters} instances, not {count}.");

    private static bool IsPolicy(JsonElement policy) => policy.ValueKind == JsonValueKind.Object
        && policy.TryGetProperty("Constraints", out var constraints) && constraints.ValueKind == JsonValueKind.Object
        && policy.TryGetProperty("Rules", out var rules) && rules.ValueKind == JsonValueKind.Array;

    private static void CheckVolumes(EbsConfigurationInput? ebs)
    {
        var volumes = ebs?.EbsBlockDeviceConfigs ?? [];
        Check(
            volumes.All(volume => volume is { VolumeSpecification: { VolumeType.Length: > 0, SizeInGB: >= 1 } }
                and { VolumesPerInstance: null or >= 1 }),
            "EbsBlockDeviceConfigs: VolumeSpecification with VolumeType and SizeInGB must be given, and VolumesPerInstance be at least 1.");
        Check(
            volumes.Sum(volume => (long)(volume.VolumesPerInstance ?? 1)) <= MaxVolumes,
            $"EbsBlockDeviceConfigs: an instance may have at most {MaxVolumes} volumes.");
    }

    private static void CheckType(string? type) =>
        Check(type is null || InstanceType().IsMatch(type), $"Instance type '{type}' is not supported on Amazon EMR.");

    private static void Check(bool holds, string problem)
    {
        if (!holds)
        {
            throw ApiException.Validation(problem);
        }
    }

    /// <summary>A family and a size, as m5.xlarge, u-6tb1.metal or r6gd.12xlarge are.</summary>
    [GeneratedRegex(
        @"^[a-z][a-z0-9-]{0,20}\.(nano|micro|small|medium|large|[0-9]{0,3}xlarge|metal(-[0-9]{1,3}xl)?)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InstanceType();

    [GeneratedRegex(@"^emr-(spark-)?[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}(-[a-z0-9]+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Release();
}
