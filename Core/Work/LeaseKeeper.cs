using System.Collections.Concurrent;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Analytics.Work;

/// <summary>
/// Renews the leases of all items that run in this process, by one statement. A lease that the database no longer knows, or that
/// could not be renewed for its whole length, is lost, and its handler is cancelled.
/// </summary>
public sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly ConcurrentDictionary<HeldLease, byte> _held = new();
    private readonly WorkLeases _leases;
    private readonly WorkOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LeaseKeeper> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lazy<Task> _loop;

    public LeaseKeeper(WorkLeases leases, IOptions<WorkOptions> options, TimeProvider time, ILogger<LeaseKeeper> logger)
    {
        _leases = leases;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _loop = new Lazy<Task>(() => Task.Run(RunAsync));
    }

    /// <param name="item">An item that was just claimed.</param>
    /// <param name="claimedAt">The time provider's timestamp before the claim was sent.</param>
    internal HeldLease Hold(WorkItem item, long claimedAt)
    {
        var lease = new HeldLease(item, claimedAt, gone => _held.TryRemove(gone, out _));
        _held[lease] = 0;
        _ = _loop.Value;
        return lease;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_loop.IsValueCreated)
        {
            await _loop.Value.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = _options.RenewInterval;
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(pause, _time, _stopping.Token);
            var held = _held.Keys.ToList();
            var renewed = held.Count == 0 || await RenewAsync(held);
            pause = renewed ? _options.RenewInterval : _options.RenewInterval / 5;
        }
    }

    private async Task<bool> RenewAsync(List<HeldLease> held)
    {
        var now = _time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        limit.CancelAfter(_options.RenewInterval);
        try
        {
            var known = await _leases.RenewAsync([.. held.Select(lease => lease.Item)], _options.Lease, limit.Token);
            foreach (var lease in held)
            {
                if (known.Contains(lease.Item.Id))
                {
                    lease.RenewedAt = now;
                }
                else if (_held.ContainsKey(lease))
                {
                    await LoseAsync(lease);
                }
            }

            return true;
        }
        catch (Exception exception) when (!_stopping.IsCancellationRequested)
        {
            // Whatever it is: all leases of the process hang on this loop.
            _logger.RenewalFailed(exception);
            foreach (var lease in held.Where(lease => _time.GetElapsedTime(lease.RenewedAt) > _options.Lease))
            {
                await LoseAsync(lease);
            }

            return false;
        }
    }

    /// <summary>What a handler does when it is cancelled must not end the renewals of the others.</summary>
    private async Task LoseAsync(HeldLease lease)
    {
        try
        {
            await lease.LoseAsync();
        }
        catch (AggregateException exception)
        {
            _logger.CallbackFailed(exception, lease.Item.Id, lease.Item.Queue);
        }
    }
}
