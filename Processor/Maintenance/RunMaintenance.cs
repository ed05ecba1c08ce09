using Analytics.Database;
using Analytics.Emr;
using Analytics.Processor.Options;
using Analytics.Processor.Running;
using Analytics.Results.Snapshots;
using Analytics.Runs;
using Analytics.Work;

using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Processor.Maintenance;

/// <summary>
/// Removes scratch folders of Processors that are no more, runs and logs of EMR that are kept no longer, and outputs that no run names.
/// One of the Processors does so each time.
/// </summary>
internal sealed class RunMaintenance(
    RunScratch scratch, RunRetention retention, OutputRetention outputs, EmrLogRetention logs, NpgsqlDataSource database, PassClaims claims,
    IOptions<ProcessorOptions> options, TimeProvider time, ILogger<RunMaintenance> logger)
    : PeriodicService(time, claims)
{
    protected override TimeSpan Interval => options.Value.MaintenanceInterval;

    protected override string SharedPass => "runs";

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
        var (runs, files) = await RemoveAsync(cancellationToken);
        if (runs + files > 0)
        {
            logger.Maintained(runs, files);
        }
    }

    protected override void LogFailed(Exception fault, TimeSpan delay) => logger.MaintenanceFailed(fault, delay);

    private async Task<(int Runs, int Files)> RemoveAsync(CancellationToken cancellationToken)
    {
        using var folder = scratch.New();
        return (await retention.RemoveOldAsync(options.Value.KeepRuns, cancellationToken),
            await outputs.RemoveOldAsync(options.Value.KeepRuns, folder.Path, cancellationToken)
            + await retention.SweepAsync(options.Value.OutputGrace, cancellationToken)
            + await logs.RemoveOldAsync(
                await DatabaseClock.NowAsync(database, cancellationToken) - options.Value.KeepRuns, cancellationToken));
    }
}
