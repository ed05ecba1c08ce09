using Analytics.Processor.Options;
using Analytics.Processor.Running;
using Analytics.Work;

using Microsoft.Extensions.Options;

namespace Analytics.Processor.Triggers;

/// <summary>Looks every few seconds for what is due; one of the Processors does so each time.</summary>
internal sealed class TriggerLoop(
    CronTriggers cron,
    DatasetTriggers datasets,
    LostRuns lostRuns,
    PassClaims claims,
    IOptions<ProcessorOptions> options,
    TimeProvider time,
    ILogger<TriggerLoop> logger) : PeriodicService(time, claims)
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

    protected override TimeSpan Interval => options.Value.TriggerInterval;

    protected override string SharedPass => "triggers";

    protected override Task PassAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    protected override void LogFailed(Exception fault, TimeSpan delay) => logger.TriggersFailed(fault, delay);
}
