using Analytics.LocalEmr.Configurations;
using Analytics.LocalEmr.Options;
using Analytics.LocalEmr.Protocol;
using Analytics.LocalEmr.State;
using Analytics.LocalEmr.Steps;

using Microsoft.Extensions.Options;

namespace Analytics.LocalEmr.Clusters;

/// <summary>Clusters: to start, to find, to end.</summary>
internal sealed class ClusterOperations(EmrState state, IOptions<LocalEmrOptions> options, TimeProvider time) : IOperations
{
    private const int MaxTerminated = 10;

    public IEnumerable<Operation> All =>
    [
        Operation.Of<RunJobFlowInput>("RunJobFlow", Run),
        Operation.Of<ClusterInput>("DescribeCluster", Describe),
        Operation.Of<ListInput>("ListClusters", List),
        Operation.Of<TerminateInput>("TerminateJobFlows", Terminate),
        Operation.Of<BootstrapInput>("ListBootstrapActions", ListBootstrapActions),
    ];

    private object Run(RunJobFlowInput input, Caller caller)
    {
        var now = time.GetUtcNow();
        var cluster = NewCluster.Make(input, caller, now) with
        {
            Gaps = Unsupported.Of(input, options.Value),
            HasBootstrapLeft = input.BootstrapActions is { Count: > 0 } && Unsupported.RunsBootstrapActions(options.Value),
        };
        var steps = NewSteps.Make(cluster.Id, input.Steps ?? [], 0, cluster.StepConcurrencyLevel, null, now);
        state.Add(cluster, steps);
        return new { JobFlowId = cluster.Id, ClusterArn = cluster.Arn };
    }

    private object Describe(ClusterInput input) =>
        state.Read(input.ClusterId, (cluster, _) => new { Cluster = ClusterShapes.Full(cluster, time.GetUtcNow()) });

    private object List(ListInput input)
    {
        if (input.ClusterStates?.FirstOrDefault(wanted => !ClusterStates.All.Contains(wanted)) is { } unknown)
        {
            throw ApiException.Invalid($"ClusterStates: '{unknown}' is none of {string.Join(", ", ClusterStates.All)}.");
        }

        var (page, marker) = Pages.Of(
            "clusters", state.Clusters(), cluster => cluster.Id, input.Marker,
            isWanted: cluster => (input.CreatedAfter is not { } after || cluster.Created > after)
                && (input.CreatedBefore is not { } before || cluster.Created < before)
                && (input.ClusterStates is not { Count: > 0 } wanted || wanted.Contains(cluster.State)));
        return new { Clusters = page.Select(cluster => ClusterShapes.Summary(cluster, time.GetUtcNow())), Marker = marker };
    }

    private void Terminate(TerminateInput input)
    {
        if (input.JobFlowIds is not { Count: > 0 and <= MaxTerminated } ids)
        {
            throw ApiException.Validation($"JobFlowIds must have 1 to {MaxTerminated} members.");
        }

        foreach (var id in ids)
        {
            state.Read(id, (cluster, _) => cluster, ApiException.NoJobFlow);
        }

        // Those that are not protected end, as on EMR, and then the call fails because of the others.
        var isKept = false;
        foreach (var id in ids)
        {
            isKept |= state.Change(id, ApiException.NoJobFlow, TerminateOne);
        }

        if (isKept)
        {
            throw ApiException.Validation("Could not shut down one or more job flows since they are termination protected.");
        }
    }

    private static bool TerminateOne(ClusterChange change)
    {
        if (!change.Cluster.IsOpen)
        {
            return false;
        }

        if (change.Cluster.TerminationProtected)
        {
            return true;
        }

        change.Cluster = change.Cluster.In(ClusterStates.Terminating, ReasonCodes.UserRequest, "Terminated by user request");
        return false;
    }

    private object ListBootstrapActions(BootstrapInput input) => state.Read(input.ClusterId, (cluster, _) =>
    {
        var actions = (cluster.Request.BootstrapActions ?? []).Select((action, place) => (action, place: place.ToString()));
        var (page, marker) = Pages.Of("bootstrap", actions, item => item.place, input.Marker);
        return new
        {
            BootstrapActions = page.Select(item => new
            {
                item.action.Name,
                ScriptPath = item.action.ScriptBootstrapAction?.Path,
                Args = item.action.ScriptBootstrapAction?.Args ?? [],
            }),
            Marker = marker,
        };
    });

    private sealed record ClusterInput(string? ClusterId);

    private sealed record ListInput(
        DateTimeOffset? CreatedAfter, DateTimeOffset? CreatedBefore, IReadOnlyList<string>? ClusterStates, string? Marker);

    private sealed record TerminateInput(IReadOnlyList<string>? JobFlowIds);

    private sealed record BootstrapInput(string? ClusterId, string? Marker);
}
