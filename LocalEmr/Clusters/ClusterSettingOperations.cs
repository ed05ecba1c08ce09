using System.Text.Json;

using Analytics.LocalEmr.Protocol;
using Analytics.LocalEmr.State;

namespace Analytics.LocalEmr.Clusters;

/// <summary>What can be set on a cluster while it lives.</summary>
internal sealed class ClusterSettingOperations(EmrState state, TimeProvider time) : IOperations
{
    public IEnumerable<Operation> All =>
    [
        Operation.Of<ModifyInput>("ModifyCluster", Modify),
        Operation.Of<ProtectInput>("SetTerminationProtection", input => ChangeAll(
            input.JobFlowIds, Needed(input.TerminationProtected, "TerminationProtected"),
            (cluster, value) => cluster with { TerminationProtected = value })),
        Operation.Of<KeepInput>("SetKeepJobFlowAliveWhenNoSteps", input => ChangeAll(
            input.JobFlowIds, Needed(input.KeepJobFlowAliveWhenNoSteps, "KeepJobFlowAliveWhenNoSteps"),
            (cluster, value) => cluster with { KeepAlive = value })),
        Operation.Of<AddTagsInput>("AddTags", AddTags),
        Operation.Of<RemoveTagsInput>("RemoveTags", RemoveTags),
        Operation.Of<PolicyInput>("PutAutoTerminationPolicy", PutAutoTermination),
        Operation.Of<PolicyInput>("GetAutoTerminationPolicy", input =>
            state.Read(input.ClusterId, (cluster, _) => new { AutoTerminationPolicy = cluster.AutoTermination })),
        Operation.Of<PolicyInput>("RemoveAutoTerminationPolicy", (PolicyInput input) =>
            Change(input.ClusterId, cluster => cluster with { AutoTermination = null })),
        Operation.Of<PolicyInput>("PutManagedScalingPolicy", PutScaling),
        Operation.Of<PolicyInput>("GetManagedScalingPolicy", input =>
            state.Read(input.ClusterId, (cluster, _) => new { ManagedScalingPolicy = cluster.ManagedScaling })),
        Operation.Of<PolicyInput>("RemoveManagedScalingPolicy", (PolicyInput input) =>
            Change(input.ClusterId, cluster => cluster with { ManagedScaling = null })),
    ];

    private object Modify(ModifyInput input)
    {
        if (input.StepConcurrencyLevel is < 1 or > 256)
        {
            throw ApiException.Invalid("StepConcurrencyLevel must be between 1 and 256.");
        }

        Change(input.ClusterId, cluster => cluster with
        {
            StepConcurrencyLevel = input.StepConcurrencyLevel ?? cluster.StepConcurrencyLevel,
            Request = cluster.Request with { ExtendedSupport = input.ExtendedSupport ?? cluster.Request.ExtendedSupport },
        });
        return new { input.StepConcurrencyLevel, input.ExtendedSupport };
    }

    private void AddTags(AddTagsInput input)
    {
        if (input.Tags is not { Count: > 0 } tags)
        {
            throw ApiException.Invalid("Tags must have at least one member.");
        }

        Tags.Check(tags, problem => ApiException.Invalid(problem));
        Change(input.ResourceId, cluster => cluster with { Tags = Tags.Add(cluster.Tags, tags) }, mayBeOver: true);
    }

    private void RemoveTags(RemoveTagsInput input)
    {
        var keys = input.TagKeys ?? throw ApiException.Invalid("TagKeys must not be null.");
        Change(
            input.ResourceId, cluster => cluster with { Tags = [.. cluster.Tags.Where(tag => !keys.Contains(tag.Key))] },
            mayBeOver: true);
    }

    private void PutAutoTermination(PolicyInput input)
    {
        var policy = input.AutoTerminationPolicy ?? new AutoTerminationPolicy(null);
        policy.Check();

        // An idle cluster's time counts from here, not from when nobody had asked yet.
        Change(input.ClusterId, cluster => cluster with
        {
            AutoTermination = policy,
            IdleSince = cluster.IdleSince is null ? null : time.GetUtcNow(),
        });
    }

    private void PutScaling(PolicyInput input)
    {
        var policy = input.ManagedScalingPolicy ?? throw ApiException.Validation("ManagedScalingPolicy must not be null.");
        NewCluster.CheckScaling(policy);
        Change(input.ClusterId, cluster => cluster with { ManagedScaling = policy });
    }

    private void Change(string? id, Func<Cluster, Cluster> made, bool mayBeOver = false) =>
        state.Change(id, () => ApiException.NoCluster(id), change => change.Cluster = mayBeOver || change.Cluster.IsOpen
            ? made(change.Cluster)
            : throw ApiException.Invalid($"Cluster '{id}' is {change.Cluster.State} and may not be modified."));

    private void ChangeAll(IReadOnlyList<string>? ids, bool value, Func<Cluster, bool, Cluster> made)
    {
        if (ids is not { Count: > 0 })
        {
            throw ApiException.Validation("JobFlowIds must have at least one member.");
        }

        foreach (var id in ids)
        {
            state.Read(id, (cluster, _) => cluster, ApiException.NoJobFlow);
        }

        foreach (var id in ids)
        {
            state.Change(id, ApiException.NoJobFlow, change => change.Cluster = change.Cluster.IsOpen
                ? made(change.Cluster, value)
                : throw ApiException.Validation("A job flow that is shutting down, terminated, or finished may not be modified."));
        }
    }

    private static bool Needed(bool? value, string name) => value ?? throw ApiException.Validation($"{name} must not be null.");

    private sealed record ModifyInput(string? ClusterId, int? StepConcurrencyLevel, bool? ExtendedSupport);

    private sealed record ProtectInput(IReadOnlyList<string>? JobFlowIds, bool? TerminationProtected);

    private sealed record KeepInput(IReadOnlyList<string>? JobFlowIds, bool? KeepJobFlowAliveWhenNoSteps);

    private sealed record AddTagsInput(string? ResourceId, IReadOnlyList<Tag>? Tags);

    private sealed record RemoveTagsInput(string? ResourceId, IReadOnlyList<string>? TagKeys);

    private sealed record PolicyInput(string? ClusterId, AutoTerminationPolicy? AutoTerminationPolicy, JsonElement? ManagedScalingPolicy);
}
