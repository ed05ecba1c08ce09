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

    public static Cluster Make(RunJobFlowInput input, Caller caller, DateTimeOffset now)
    {
        Check(input.Name is not null, "Name must not be null.");
        Check(input.Name is { Length: <= MaxName }, $"Name must have length less than or equal to {MaxName}.");
        Check(
            input.ReleaseLabel is null || Release().IsMatch(input.ReleaseLabel),
            $"The supplied release label is invalid: {input.ReleaseLabel}.");
        LogUris.Check(input.LogUri);
        CheckConcurrency(input.StepConcurrencyLevel);
        input.AutoTerminationPolicy?.Check();
        CheckTags(input.Tags);
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

        var instances = input.Instances ?? throw EmrException.Validation("Instances must not be null.");
        CheckInstances(instances);
        var id = Ids.Cluster();
        return new Cluster
        {
            Id = id,
            Arn = caller.ClusterArn(id),
            Request = input with { Steps = null },
            Created = now,
            KeepAlive = instances.KeepJobFlowAliveWhenNoSteps ?? false,
            TerminationProtected = instances.TerminationProtected ?? false,
            StepConcurrencyLevel = input.StepConcurrencyLevel ?? 1,
            AutoTermination = input.AutoTerminationPolicy,
            ManagedScaling = input.ManagedScalingPolicy,
            Tags = input.Tags ?? [],
        };
    }

    public static void CheckConcurrency(int? level) =>
        Check(level is null or (>= 1 and <= 256), "StepConcurrencyLevel must be between 1 and 256.");

    public static void CheckTags(IReadOnlyList<Tag>? tags)
    {
        foreach (var tag in tags ?? [])
        {
            Check(tag is { Key.Length: >= 1 and <= 128 }, "A tag's Key must have 1 to 128 characters.");
            Check(tag.Value is null or { Length: <= 256 }, $"The value of tag '{tag.Key}' must have at most 256 characters.");
        }
    }

    public static void CheckScaling(JsonElement policy)
    {
        if (policy.ValueKind != JsonValueKind.Object || !policy.TryGetProperty("ComputeLimits", out var limits)
            || limits.ValueKind != JsonValueKind.Object)
        {
            throw EmrException.Validation("ManagedScalingPolicy must have ComputeLimits.");
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
                : throw EmrException.Validation($"ComputeLimits: {name} must be a number of at least 1.");
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
        foreach (var group in groups)
        {
            Check(
                group is { InstanceRole: "MASTER" or "CORE" or "TASK", InstanceType.Length: > 0, InstanceCount: >= 0 },
                "InstanceGroups: InstanceRole (MASTER, CORE or TASK), InstanceType and InstanceCount must be given.");
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
        }

        if (groups.Count > 0 || fleets.Count > 0)
        {
            var masters = groups.Count(group => group.InstanceRole == "MASTER") + fleets.Count(fleet => fleet.InstanceFleetType == "MASTER");
            Check(masters == 1, "Exactly one MASTER instance group or fleet must be given.");
        }
    }

    private static void Check(bool holds, string problem)
    {
        if (!holds)
        {
            throw EmrException.Validation(problem);
        }
    }

    [GeneratedRegex(@"^emr-(spark-)?[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}(-[a-z0-9]+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Release();
}
