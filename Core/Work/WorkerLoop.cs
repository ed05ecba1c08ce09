using Analytics.Database;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Analytics.Work;

/// <summary>
/// Claims a queue's items and runs them, some at a time. A stop claims no more, waits for what runs, then cancels it and gives it back.
/// </summary>
internal sealed class WorkerLoop(
    string queue,
    Type handler,
    WorkerOptions worker,
    WorkLeases leases,
    WorkListener listener,
    ItemRunner runner,
    WorkSignals signals,
    IOptions<WorkOptions> options,
    TimeProvider time,
    ILogger<WorkerLoop> logger) : BackgroundService
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(5);

    private readonly string _name = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private readonly HashSet<Task> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wakeUp = listener.Subscribe(queue);
        using var graceOver = new CancellationTokenSource();
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ClaimAndStartAsync(wakeUp, graceOver.Token, stoppingToken);
                failures = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                var delay = Transient.Backoff.After(failures++);
                logger.QueueUnreachable(exception, queue, delay);
                await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        var rest = Task.WhenAll(_running);
        await Task.WhenAny(rest, Task.Delay(options.Value.StopGrace, time, CancellationToken.None));
        await graceOver.CancelAsync();
        await rest;
    }

    private async Task ClaimAndStartAsync(WakeUp wakeUp, CancellationToken graceOver, CancellationToken stoppingToken)
    {
        _running.RemoveWhere(task => task.IsCompleted);
        var free = worker.Concurrency - _running.Count;
        if (free == 0)
        {
            await Task.WhenAny(_running).WaitAsync(stoppingToken);
            return;
        }

        // Not cancelled by the stop: the answer would be lost, and its items would wait for the end of their lease.
        var claimedAt = time.GetTimestamp();
        var items = await leases.ClaimAsync(queue, _name, free, options.Value.Lease, CancellationToken.None);
        foreach (var item in items)
        {
            // Those of a batch take one place together.
            var batch = await BatchOfAsync(item);
            _running.Add(Task.WhenAll(batch.Select(one =>

                // A handler that computes before it first waits must not hold up the claims.
                Task.Run(() => runner.RunAsync(one, claimedAt, handler, graceOver), CancellationToken.None))));
        }

        if (items.Count < free)
        {
            await WaitForItemsAsync(wakeUp, stoppingToken);
        }
    }

    /// <summary>
    /// The item, and those that are claimed beside it. One that runs again runs alone: it may be what made a process fail.
    /// </summary>
    private async Task<IReadOnlyList<WorkItem>> BatchOfAsync(WorkItem item)
    {
        IReadOnlyList<WorkItem> more = [];
        if (worker.BatchSize > 1 && item.Attempt == 1)
        {
            try
            {
                more = await leases.ClaimBesideAsync(item, _name, worker.BatchSize - 1, options.Value.Lease, CancellationToken.None);
            }
            catch (Exception away) when (Transient.IsTransient(away))
            {
                // The item is claimed already and would wait for the end of its lease.
                logger.BatchNotClaimed(away, item.Id, queue);
            }
        }

        if (more.Count == 0)
        {
            return [item];
        }

        var batch = new WorkBatch(more.Count + 1);
        return [.. more.Prepend(item).Select(one => one with { Batch = batch })];
    }

    /// <summary>Returns when it was woken, or an item is due. Looks with a query that is cheaper than a claim.</summary>
    private async Task WaitForItemsAsync(WakeUp wakeUp, CancellationToken stoppingToken)
    {
        var due = await leases.NextDueAsync(queue, stoppingToken);
        do
        {
            signals.Idle?.Invoke(queue);
            if (await wakeUp.WaitAsync(WaitUntil(due), time, stoppingToken))
            {
                return;
            }

            due = await leases.NextDueAsync(queue, stoppingToken);
        }
        while (due is null || due > TimeSpan.Zero);
    }

    private TimeSpan WaitUntil(TimeSpan? due)
    {
        var poll = options.Value.PollInterval;
        return due is null || due > poll ? poll : due.Value > ShortestWait ? due.Value : ShortestWait;
    }
}
