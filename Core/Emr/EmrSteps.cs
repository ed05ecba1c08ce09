using Analytics.Emr.Client;
using Analytics.Engines;

namespace Analytics.Emr;

/// <summary>Adds steps, each once: a step's name holds run and attempt, and by it one is found whose reply was lost.</summary>
internal sealed class EmrSteps(EmrClient emr, EmrOptions options, TimeProvider time)
{
    private const int Attempts = 3;

    /// <summary>What the clocks of EMR and this machine may differ by.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(10);

    /// <summary>The step's id; null where EMR may have added it, and cannot be asked whether it did.</summary>
    /// <param name="runAddress">Stands in the arguments of this run's steps, and of no other platform's on the same cluster.</param>
    public async Task<string?> AddOnceAsync(
        string clusterId, EngineTask task, EmrStage stage, IReadOnlyList<string> arguments, string runAddress,
        CancellationToken cancellationToken)
    {
        var name = stage.NameOf(task);
        var began = emr.Now;
        if (await TakeUpAsync(clusterId, name, task.RunId, runAddress, cancellationToken) is { } known)
        {
            return known;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await emr.AddStepAsync(clusterId, name, arguments, cancellationToken);
            }
            catch (EmrException exception) when (exception.IsOutcomeUnknown)
            {
                await Task.Delay(options.PollInterval, time, cancellationToken);
                EmrStep? added;
                try
                {
                    added = await FindAsync(clusterId, name, runAddress, began - Skew, cancellationToken);
                }
                catch (EmrException)
                {
                    // Not to be taken for "it is not there", whatever the reason: the step would run on behind a run that has ended.
                    return null;
                }

                if (added is not null)
                {
                    return added.Id;
                }

                if (attempt == Attempts)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>The step of an attempt, in whatever state; null where EMR has none.</summary>
    public Task<EmrStep?> FindAsync(
        string clusterId, EngineTask task, EmrStage stage, string runAddress, CancellationToken cancellationToken) =>
        FindAsync(clusterId, stage.NameOf(task), runAddress, DateTimeOffset.MinValue, cancellationToken);

    /// <summary>A later step of an attempt, in whatever state, which an earlier process may have added.</summary>
    public async Task<EmrStep?> FindAfterAsync(
        EmrHandle earlier, EngineTask task, EmrStage stage, string runAddress, CancellationToken cancellationToken)
    {
        var began = earlier.IsStepKnown
            ? (await emr.DescribeStepAsync(earlier.ClusterId, earlier.StepId, cancellationToken)).Status.Timeline?.CreationDateTime
            : null;
        return await FindAsync(
            earlier.ClusterId, stage.NameOf(task), runAddress, began ?? DateTimeOffset.MinValue, cancellationToken);
    }

    /// <summary>Cancels the steps of a run; true where none of them waits or runs any more.</summary>
    public async Task<bool> EndAsync(string clusterId, long runId, string runAddress, CancellationToken cancellationToken)
    {
        var isOver = true;
        await foreach (var step in emr.ListStepsAsync(
            clusterId, [.. EmrStep.ActiveStates, EmrStep.CancelPending], cancellationToken))
        {
            if (!IsOf(step, runAddress) || step.Name?.StartsWith($"run-{runId}-", StringComparison.Ordinal) is not true)
            {
                continue;
            }

            isOver = false;
            if (step.Status.State != EmrStep.CancelPending)
            {
                await emr.CancelStepAsync(clusterId, step.Id, cancellationToken);
            }
        }

        return isOver;
    }

    /// <summary>A step of this attempt; those of attempts whose handle was never stored are ended.</summary>
    private async Task<string?> TakeUpAsync(
        string clusterId, string name, long runId, string runAddress, CancellationToken cancellationToken)
    {
        string? found = null;
        await foreach (var step in emr.ListStepsAsync(clusterId, EmrStep.ActiveStates, cancellationToken))
        {
            if (!IsOf(step, runAddress))
            {
                continue;
            }

            if (step.Name == name)
            {
                found = step.Id;
            }
            else if (step.Name?.StartsWith($"run-{runId}-", StringComparison.Ordinal) is true)
            {
                await emr.CancelStepAsync(clusterId, step.Id, cancellationToken);
            }
        }

        return found;
    }

    private async Task<EmrStep?> FindAsync(
        string clusterId, string name, string runAddress, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        await foreach (var step in emr.ListStepsAsync(clusterId, null, cancellationToken))
        {
            if (step.Name == name && IsOf(step, runAddress))
            {
                return step;
            }

            if (step.Status.Timeline?.CreationDateTime < notBefore)
            {
                break;
            }
        }

        return null;
    }

    private static bool IsOf(EmrStep step, string runAddress) =>
        step.Config?.Args?.Any(argument => argument.Contains(runAddress, StringComparison.Ordinal)) is true;
}
