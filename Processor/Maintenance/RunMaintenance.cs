using Analytics.Database;
using Analytics.Emr;
using Analytics.Processor.Options;
using Analytics.Processor.Running;
using Analytics.Runs;

using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Processor.Maintenance;

/// <summary>
/// Removes scratch folders of Processors that are no more, runs and logs of EMR that are kept no longer, and outputs that no run names.
/// Any number of Processors may do so at once.
/// </summary>
internal sealed class RunMaintenance(
    RunScratch scratch, RunRetention retention, EmrLogRetention logs, NpgsqlDataSource database, IOptions<ProcessorOptions> options,
    TimeProvider time, ILogger<RunMaintenance> logger)
    : BackgroundService
{
    /// <summary>One pass: how many scratch folders, runs and files it removed.</summary>
    public async Task<(int Folders, int Runs, int Files)> RunOnceAsync(CancellationToken cancellationToken) =>
        (scratch.RemoveDead(),
        await retention.RemoveOldAsync(options.Value.KeepRuns, cancellationToken),
        await retention.SweepAsync(options.Value.OutputGrace, cancellationToken)
            + await logs.RemoveOldAsync(
                await DatabaseClock.NowAsync(database, cancellationToken) - options.Value.KeepRuns, cancellationToken));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var (folders, runs, files) = await RunOnceAsync(stoppingToken);
                if (folders + runs + files > 0)
                {
                    logger.Maintained(folders, runs, files);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                logger.MaintenanceFailed(exception, options.Value.MaintenanceInterval);
            }

            await Task.Delay(options.Value.MaintenanceInterval, time, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
