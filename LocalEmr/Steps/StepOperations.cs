using Analytics.LocalEmr.Protocol;
using Analytics.LocalEmr.State;

namespace Analytics.LocalEmr.Steps;

internal sealed class StepOperations(EmrState state, TimeProvider time) : IOperations
{
    private const int MaxNamed = 10;
    private const int MaxCancelled = 256;
    private const string Interrupt = "SEND_INTERRUPT";
    private const string Kill = "TERMINATE_PROCESS";

    public IEnumerable<Operation> All =>
    [
        Operation.Of<AddInput>("AddJobFlowSteps", Add),
        Operation.Of<DescribeInput>("DescribeStep", Describe),
        Operation.Of<ListInput>("ListSteps", List),
        Operation.Of<CancelInput>("CancelSteps", Cancel),
    ];

    private object Add(AddInput input)
    {
        if (input.Steps is not { Count: > 0 } steps)
        {
            throw ApiException.Validation("Steps must have length greater than or equal to 1.");
        }

        return state.Change(input.JobFlowId, ApiException.NoJobFlow, change =>
        {
            if (!change.Cluster.IsOpen)
            {
                throw ApiException.Validation(
                    "A job flow that is shutting down, terminated, or finished may not be modified.");
            }

            var active = change.Steps.Count(step => !step.IsOver);
            var made = NewSteps.Make(
                change.Cluster.Id, steps, active, change.Cluster.StepConcurrencyLevel, input.ExecutionRoleArn, time.GetUtcNow());
            made.ForEach(change.Put);
            return new { StepIds = made.ConvertAll(step => step.Id) };
        });
    }

    private object Describe(DescribeInput input) =>
        state.Read(input.ClusterId, (_, steps) => new
        {
            Step = StepShapes.Show(steps.Find(input.StepId) ?? throw ApiException.NoStep(input.StepId), isSummary: false),
        });

    private object List(ListInput input)
    {
        if (input.StepIds is { Count: > MaxNamed })
        {
            throw ApiException.Invalid($"At most {MaxNamed} StepIds can be given.");
        }

        if (input.StepStates?.FirstOrDefault(wanted => !StepStates.All.Contains(wanted)) is { } unknown)
        {
            throw ApiException.Invalid($"StepStates: '{unknown}' is none of {string.Join(", ", StepStates.All)}.");
        }

        return state.Read(input.ClusterId, (_, steps) =>
        {
            var found = input.StepIds is { Count: > 0 } ids
                ? ids.Select(id => steps.Find(id) ?? throw ApiException.NoStep(id))
                : steps.NewestFirst();
            var (page, marker) = Pages.Of(
                "steps", found, step => step.Id, input.Marker,
                isWanted: step => input.StepStates is not { Count: > 0 } wanted || wanted.Contains(step.State));
            return new { Steps = page.Select(step => StepShapes.Show(step, isSummary: true)), Marker = marker };
        });
    }

    private object Cancel(CancelInput input)
    {
        if (input.StepCancellationOption is not (null or Interrupt or Kill))
        {
            throw ApiException.Invalid($"StepCancellationOption must be {Interrupt} or {Kill}.");
        }

        if (input.StepIds is not { Count: > 0 and <= MaxCancelled } ids)
        {
            throw ApiException.Invalid($"StepIds must have 1 to {MaxCancelled} members.");
        }

        return state.Change(input.ClusterId, () => ApiException.NoCluster(input.ClusterId), change => new
        {
            CancelStepsInfoList = ids.Select(id => CancelOne(change, id, input.StepCancellationOption == Kill)).ToList(),
        });
    }

    private object CancelOne(ClusterChange change, string id, bool kill)
    {
        var step = change.Find(id);
        if (step is null || step.IsOver)
        {
            return new
            {
                StepId = id,
                Status = "FAILED",
                Reason = step is null ? "The step does not exist." : $"The step is already {step.State}.",
            };
        }

        if (step.State == StepStates.Pending)
        {
            change.Put(step.Cancelled(time.GetUtcNow(), "Job terminated"));
        }
        else
        {
            change.Put(step with { State = StepStates.CancelPending, KillWanted = step.KillWanted || kill });
        }

        return new { StepId = id, Status = "SUBMITTED", Reason = "" };
    }

    private sealed record AddInput(string? JobFlowId, IReadOnlyList<StepInput>? Steps, string? ExecutionRoleArn);

    private sealed record DescribeInput(string? ClusterId, string? StepId);

    private sealed record ListInput(
        string? ClusterId, IReadOnlyList<string>? StepStates, IReadOnlyList<string>? StepIds, string? Marker);

    private sealed record CancelInput(string? ClusterId, IReadOnlyList<string>? StepIds, string? StepCancellationOption);
}
