using Analytics.Database;
using Analytics.Retries;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Analytics.Work;

/// <summary>Runs one claimed item through its handler and writes what became of it.</summary>
internal sealed class ItemRunner(
    IServiceScopeFactory scopes,
    WorkLeases leases,
    LeaseKeeper keeper,
    WorkSignals signals,
    IOptions<WorkOptions> options,
    TimeProvider time,
    ILogger<ItemRunner> logger)
{
    /// <param name="item">The claimed item.</param>
    /// <param name="claimedAt">The time provider's timestamp before the claim.</param>
    /// <param name="handler">The type of its <see cref="IWorkHandler"/>.</param>
    /// <param name="stopping">Cancelled when the service's grace at a stop is over.</param>
    public async Task RunAsync(WorkItem item, long claimedAt, Type handler, CancellationToken stopping)
    {
        using var activity = WorkTelemetry.Start(item);
        var startedAt = time.GetTimestamp();
        using var lease = keeper.Hold(item, claimedAt);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, stopping);
        signals.Started?.Invoke(item);
        try
        {
            var result = await HandleAsync(item, handler, cancel.Token);
            Tell(result, await FinishAsync(item, result));
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested)
        {
            Report(item, WorkOutcome.LostLease);
            Tell(WorkResult.Done, WorkOutcome.LostLease);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            var released = WorkResult.Postpone(TimeSpan.Zero);
            Tell(released, await FinishAsync(item, released));
            logger.ItemReleased(item.Id, item.Queue);
        }

        void Tell(WorkResult result, WorkOutcome? outcome)
        {
            var shown = outcome is { } written ? WorkOutcomes.Of(result, written) : WorkOutcomes.Unwritten;
            WorkTelemetry.Finish(activity, item, shown, WorkOutcomes.FaultOf(result, shown), time.GetElapsedTime(startedAt));
        }
    }

    private async Task<WorkResult> HandleAsync(WorkItem item, Type handler, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await ((IWorkHandler)scope.ServiceProvider.GetRequiredService(handler)).HandleAsync(item, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return WorkResult.Fail(exception);
        }
    }

    /// <summary>Writes what became of the item; null where it could not be written.</summary>
    private async Task<WorkOutcome?> FinishAsync(WorkItem item, WorkResult result)
    {
        try
        {
            // The outcome is written even while the service stops, for as long as the lease can hold.
            var outcome = await Transient.RetryAsync(
                token => WriteAsync(item, result, token), time, options.Value.Lease, CancellationToken.None);
            Report(item, outcome);
            return outcome;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.OutcomeUnwritten(exception, item.Id, item.Queue);
            return null;
        }
    }

    private Task<WorkOutcome> WriteAsync(WorkItem item, WorkResult result, CancellationToken cancellationToken) => result switch
    {
        WorkResult.Complete => leases.CompleteAsync(item, cancellationToken),
        WorkResult.Wait wait => leases.ReleaseAsync(item, wait.Delay, cancellationToken),
        WorkResult.AlreadyWritten written => Task.FromResult(written.Outcome),
        WorkResult.Failure failure => WriteFailureAsync(item, failure, cancellationToken),
        _ => throw new InvalidOperationException($"Unknown result {result.GetType().Name}."),
    };

    private async Task<WorkOutcome> WriteFailureAsync(WorkItem item, WorkResult.Failure failure, CancellationToken cancellationToken)
    {
        var delay = new Backoff(options.Value.RetryDelay, options.Value.LongestRetryDelay).After(item.Attempt - 1);
        var outcome = await leases.FailAsync(item, failure.Error, delay, failure.IsFinal, cancellationToken);
        if (outcome is WorkOutcome.Dead)
        {
            logger.ItemDead(failure.Exception, item.Id, item.Queue, item.Attempt, failure.Error);
        }
        else if (outcome is WorkOutcome.Done)
        {
            logger.ItemFailed(failure.Exception, item.Id, item.Queue, item.Attempt, item.MaxAttempts, delay, failure.Error);
        }

        return outcome;
    }

    private void Report(WorkItem item, WorkOutcome outcome)
    {
        if (outcome is WorkOutcome.LostLease)
        {
            logger.LeaseLost(item.Id, item.Queue, item.Attempt);
        }

        signals.Finished?.Invoke(item, outcome);
    }
}
