using Analytics.Catalogue;
using Analytics.Datasets;
using Analytics.Datasets.Delta;
using Analytics.Ingestor.Ingest;
using Analytics.Ingestor.Options;
using Analytics.Work;
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
    PassClaims claims,
    IOptions<RetentionOptions> options,
    TimeProvider time,
    ILogger<MaintenanceLoop> logger) : PeriodicService(time, claims)
{
    protected override TimeSpan Interval => options.Value.Interval;

    protected override string SharedPass => "datasets";

    /// <summary>Scratch folders are on this machine.</summary>
    protected override Task OwnPassAsync(CancellationToken cancellationToken)
    {
        if (scratch.RemoveDead() is > 0 and var folders)
        {
            logger.ScratchRemoved(folders);
        }

        return Task.CompletedTask;
    }

    protected override async Task PassAsync(CancellationToken cancellationToken)
    {
        var result = await RunOnceAsync(cancellationToken);
        if (result != default)
        {
            logger.Maintained(result.Files, result.RawObjects, result.Orphans, result.Abandoned, result.Unpublished);
        }
    }

    protected override void LogFailed(Exception fault, TimeSpan delay) => logger.MaintenanceFailed(fault, delay);

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
        return new MaintenanceResult(abandoned, files, objects, orphans, unpublished);
    }
}
