using Analytics.Processor.Options;
using Analytics.Processor.Running;

using Microsoft.Extensions.Options;

namespace Analytics.Processor.Triggers;

/// <summary>Looks every few seconds for what is due; any number of Processors may do so at once.</summary>
internal sealed class TriggerLoop(
    CronTriggers cron,
    DatasetTriggers datasets,
    LostRuns lostRuns,
    IOptions<ProcessorOptions> options,
    TimeProvider time,
    ILogger<TriggerLoop> logger) : BackgroundService
{
    /// <summary>Queues what is due; returns how many runs were queued.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var lost in await lostRuns.EndAsync(ended: null, cancellationToken))
        {
            logger.RunGivenUp(lost.Id);
            RunTelemetry.GivenUp(lost);
        }

        return await cron.FireDueAsync(at: null, cancellationToken) + await datasets.FireAsync(dataset: null, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.TriggersFailed(exception, options.Value.TriggerInterval);
            }

            await Task.Delay(options.Value.TriggerInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
