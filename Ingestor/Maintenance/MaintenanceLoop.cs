using Analytics.Catalogue;
using Analytics.Datasets;
using Analytics.Datasets.Delta;
using Analytics.Ingestor.Ingest;
using Analytics.Ingestor.Options;
using Microsoft.Extensions.Options;

namespace Analytics.Ingestor.Maintenance;

/// <summary>Applies retention, sweeps what attempts that died left behind, says of their objects that they failed, and has
/// published what no Delta Lake log has.</summary>
public sealed class MaintenanceLoop(
    ICatalogue catalogue,
    Retention retention,
    Sweeper sweeper,
    DeltaPublisher tables,
    DeltaBacklog backlog,
    RawObjectLedger ledger,
    ScratchFolder scratch,
    IOptions<RetentionOptions> options,
    TimeProvider time,
    ILogger<MaintenanceLoop> logger) : BackgroundService
{
    /// <summary>One pass; each Ingestor may make one at the same time.</summary>
    public async Task<MaintenanceResult> RunOnceAsync(CancellationToken cancellationToken)
    {
        var abandoned = await ledger.FailAbandonedAsync(cancellationToken);
        var (files, objects) = (0, 0);
        foreach (var contract in catalogue.Current.Datasets.Values)
        {
            try
            {
                var removed = await retention.ApplyAsync(
                    contract.Name, contract.Retain.Versions, contract.Retain.Raw, options.Value.VersionGrace, cancellationToken);
                files += removed.Files;
                objects += removed.RawObjects;
                await tables.TrimAsync(contract.Name, cancellationToken);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                // One dataset's fault keeps neither the others from their retention nor the sweeper from its work.
                logger.RetentionFailed(fault, contract.Name);
            }
        }

        var orphans = await sweeper.SweepAsync(options.Value.OrphanGrace, cancellationToken);
        var unpublished = await backlog.EnqueueAsync(cancellationToken);
        return new MaintenanceResult(abandoned, files, objects, orphans, scratch.RemoveDead(), unpublished);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        do
        {
            try
            {
                var result = await RunOnceAsync(stoppingToken);
                if (result != default)
                {
                    logger.Maintained(
                        result.Files, result.RawObjects, result.Orphans, result.ScratchFolders, result.Abandoned, result.Unpublished);
                }
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                logger.MaintenanceFailed(fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
