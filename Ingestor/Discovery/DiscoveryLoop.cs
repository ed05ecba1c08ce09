using System.Threading.Channels;
using Analytics.Catalogue;
using Analytics.Database;
using Analytics.Datasets;
using Analytics.Ingestor.Options;
using Analytics.Storage.FileEvents;
using Analytics.Work;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Analytics.Ingestor.Discovery;

/// <summary>Follows the hints; lists the store at the start, every few minutes, and when hints were lost or contracts changed.</summary>
public sealed class DiscoveryLoop(
    IFileEvents events,
    ObjectIntake intake,
    StoreListing listing,
    ICatalogue catalogue,
    PassClaims claims,
    IOptions<IngestOptions> options,
    TimeProvider time,
    ILogger<DiscoveryLoop> logger) : BackgroundService
{
    // One waiting request stands for any number of them.
    private readonly Channel<bool> _listNow = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        RequestListing();
        using var contracts = ChangeToken.OnChange(() => catalogue.Changed, RequestListing);
        await Task.WhenAll(FollowEventsAsync(stoppingToken), ListAsync(stoppingToken));
    }

    private void RequestListing() => _listNow.Writer.TryWrite(true);

    private async Task FollowEventsAsync(CancellationToken cancellationToken)
    {
        for (var failures = 0; !cancellationToken.IsCancellationRequested;)
        {
            try
            {
                await foreach (var hint in events.ReadAsync(cancellationToken))
                {
                    // That hints were lost is said first, before it is known whether any can be had.
                    failures = hint == FileEvent.Lost ? failures : 0;
                    await TakeAsync(hint, cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Whatever was hinted at meanwhile is found by listing.
                logger.EventsFailed(fault);
                RequestListing();
                await WaitAsync(Transient.Backoff.After(failures++), cancellationToken);
            }
        }
    }

    private async Task TakeAsync(FileEvent hint, CancellationToken cancellationToken)
    {
        if (hint == FileEvent.Lost)
        {
            RequestListing();
        }
        else
        {
            await intake.TakeAsync(hint.Key, SeenBy.Event, hint.TraceParent, cancellationToken);
        }
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var (failures, again) = (0, false);
        while (!cancellationToken.IsCancellationRequested)
        {
            var next = options.Value.ListingInterval;

            // What was asked for until now, this listing answers; what is asked for while it runs, another one.
            var isRequested = _listNow.Reader.TryRead(out _) || again;
            try
            {
                // Of the listings that nobody asked for, one Ingestor makes each.
                if (!await claims.TryClaimAsync("listing", next, cancellationToken) && !isRequested)
                {
                    await WaitForRequestAsync(next, cancellationToken);
                    continue;
                }

                again = false;
                var result = await listing.RunOnceAsync(cancellationToken);
                failures = 0;
                if (result.Taken + result.Missing > 0)
                {
                    logger.Listed(result.Names, result.Taken, result.Missing);
                }

                if (result.Settling > 0)
                {
                    again = true;
                    next = options.Value.SettleTime;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                logger.ListingFailed(fault);
                again = true;
                next = Transient.Backoff.After(failures++);
            }

            await WaitForRequestAsync(next, cancellationToken);
        }
    }

    private async Task WaitForRequestAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_listNow.Reader.WaitToReadAsync(stop.Token).AsTask(), Task.Delay(atMost, time, stop.Token));
        await stop.CancelAsync();
    }

    private async Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(delay, time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The loop ends by itself.
        }
    }
}
