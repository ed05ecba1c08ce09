using Analytics.LocalEmr.Clusters;
using Analytics.LocalEmr.State;
using Analytics.LocalEmr.Steps;

namespace Analytics.LocalEmr.Running;

/// <summary>The moves of a cluster and its steps, in EMR's words. Nothing here waits, starts or reads a clock.</summary>
internal static class ClusterLife
{
    private const string Ready = "Cluster ready to run steps.";
    private const string ReadyAgain = "Cluster ready after last step completed.";

    /// <summary>Moves the cluster as far as it can go now.</summary>
    public static ClusterPlan Advance(ClusterChange change, DateTimeOffset now, TimeSpan bootTime)
    {
        var cluster = change.Cluster;
        if (cluster.State == ClusterStates.Starting)
        {
            var left = cluster.Created + bootTime - now;
            if (left > TimeSpan.Zero)
            {
                return new ClusterPlan([], left);
            }

            change.Cluster = cluster = cluster.In(ClusterStates.Bootstrapping, null, "Running bootstrap actions");
        }

        if (cluster.State == ClusterStates.Bootstrapping)
        {
            var left = cluster.Created + bootTime + bootTime - now;
            if (left > TimeSpan.Zero)
            {
                return new ClusterPlan([], left);
            }

            if (cluster.HasBootstrapLeft)
            {
                return ClusterPlan.Nothing;
            }

            change.Cluster = cluster = cluster.In(ClusterStates.Running, null, "Running step") with { Ready = now };
        }

        return cluster.State switch
        {
            ClusterStates.Terminating => Terminate(change, now),
            ClusterStates.Running or ClusterStates.Waiting => Work(change, now),
            _ => ClusterPlan.Nothing,
        };
    }

    /// <summary>A step is over: COMPLETED, CANCELLED or FAILED; the last may end the cluster, or what waits behind it.</summary>
    public static void End(ClusterChange change, Step ended, DateTimeOffset now)
    {
        change.Put(ended with { Ended = now });

        // With several steps at a time a failed one touches no other, whatever it was added with.
        if (ended.State != StepStates.Failed || change.Cluster.StepConcurrencyLevel > 1 || !change.Cluster.IsOpen)
        {
            return;
        }

        if (ended.ActionOnFailure is ActionsOnFailure.TerminateCluster or ActionsOnFailure.TerminateJobFlow
            && !change.Cluster.TerminationProtected)
        {
            change.Cluster = change.Cluster.In(ClusterStates.Terminating, ReasonCodes.StepFailure, "Shut down as step failed");
            CancelPending(change, now, "Job terminated");
        }
        else if (ended.ActionOnFailure != ActionsOnFailure.Continue)
        {
            CancelPending(change, now, "Previous step failed");
        }
    }

    private static ClusterPlan Work(ClusterChange change, DateTimeOffset now)
    {
        var cluster = change.Cluster;
        var active = change.Steps.Count(step => step.IsActive);
        var start = change.Steps.Where(step => step.State == StepStates.Pending)
            .Take(Math.Max(0, cluster.StepConcurrencyLevel - active))
            .Select(step => step with { State = StepStates.Running, Started = now })
            .ToList();
        start.ForEach(change.Put);
        if (active + start.Count > 0)
        {
            if (cluster.State != ClusterStates.Running)
            {
                change.Cluster = cluster.In(ClusterStates.Running, null, "Running step") with { IdleSince = null };
            }

            return new ClusterPlan(start, null);
        }

        if (!cluster.KeepAlive)
        {
            var failed = change.Steps.Any(step => step.State is StepStates.Failed or StepStates.Cancelled);
            change.Cluster = cluster.In(
                ClusterStates.Terminating, ReasonCodes.AllStepsCompleted, failed ? "Steps completed with errors" : "Steps completed");
            return Terminate(change, now);
        }

        if (cluster.State != ClusterStates.Waiting)
        {
            cluster = cluster.In(ClusterStates.Waiting, null, change.Steps.Any() ? ReadyAgain : Ready) with { IdleSince = now };
            change.Cluster = cluster;
        }

        if (cluster.AutoTermination is not { } policy || cluster.TerminationProtected)
        {
            return ClusterPlan.Nothing;
        }

        var idleLeft = (cluster.IdleSince ?? now) + policy.Idle - now;
        if (idleLeft > TimeSpan.Zero)
        {
            return new ClusterPlan([], idleLeft);
        }

        change.Cluster = cluster.In(
            ClusterStates.Terminating, ReasonCodes.AllStepsCompleted,
            $"Terminated by the auto-termination policy after {policy.Idle.TotalSeconds:0} idle seconds");
        return Terminate(change, now);
    }

    /// <summary>What waits is cancelled; the cluster is over once what runs has ended.</summary>
    private static ClusterPlan Terminate(ClusterChange change, DateTimeOffset now)
    {
        CancelPending(change, now, "Job terminated");
        if (!change.Steps.Any(step => step.IsActive))
        {
            change.Cluster = change.Cluster with
            {
                State = ReasonCodes.IsError(change.Cluster.ReasonCode) ? ClusterStates.TerminatedWithErrors : ClusterStates.Terminated,
                Ended = now,
                IdleSince = null,
            };
        }

        return ClusterPlan.Nothing;
    }

    private static void CancelPending(ClusterChange change, DateTimeOffset now, string reason)
    {
        foreach (var step in change.Steps.Where(step => step.State == StepStates.Pending).ToList())
        {
            change.Put(step.Cancelled(now, reason));
        }
    }
}
