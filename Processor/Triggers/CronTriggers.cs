using System.Globalization;

using Analytics.Catalogue;
using Analytics.Catalogue.Jobs;
using Analytics.Database;
using Analytics.Engines;
using Analytics.Processor.Running;
using Analytics.Runs;

using Cronos;

using Dapper;

using Npgsql;

namespace Analytics.Processor.Triggers;

/// <summary>
/// Starts jobs by the clock of their time zone. A tick belongs to whoever moves the trigger's row on, so that several Processors start
/// one run; ticks that passed while none ran start one run together.
/// </summary>
internal sealed class CronTriggers(
    ICatalogue catalogue, EngineAvailability availability, NpgsqlDataSource database, RunStore runs, ILogger<CronTriggers> logger)
{
    /// <summary>Queues what is due by the database's clock, or at a given time; returns how many runs were queued.</summary>
    public async Task<int> FireDueAsync(DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var current = catalogue.Current;
        var queued = 0;
        // What cannot run here keeps its ticks for when it can.
        foreach (var job in current.Jobs.Values.Where(job => availability.WhyUnavailable(job) is null))
        {
            foreach (var cron in job.Triggers.Cron)
            {
                try
                {
                    queued += await FireDueAsync(current, job.Name, cron, at, cancellationToken) ? 1 : 0;
                }
                catch (Exception exception) when (!Transient.IsTransient(exception) && !cancellationToken.IsCancellationRequested)
                {
                    // One trigger at fault must not keep the others from firing.
                    logger.TriggerFailed(exception, job.Name, $"{cron.Expression} ({cron.TimeZone})");
                }
            }
        }

        return queued;
    }

    private async Task<bool> FireDueAsync(
        CatalogueSnapshot current, string job, CronTrigger cron, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        var trigger = $"cron:{cron.Expression}@{cron.TimeZone}";
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // A trigger that is seen for the first time counts from now; the lock holds until its row has moved on.
        var (last, now) = await connection.QuerySingleAsync<(DateTime, DateTime)>(new CommandDefinition(
            Sql.Of<CronTriggers>("LockTick"), new { job, trigger, now = at }, transaction, cancellationToken: cancellationToken));
        var zone = TimeZoneInfo.FindSystemTimeZoneById(cron.TimeZone);
        var tick = CronExpression.Parse(cron.Expression).GetNextOccurrence(new DateTimeOffset(last, TimeSpan.Zero), zone);
        if (tick is null || tick > new DateTimeOffset(now, TimeSpan.Zero))
        {
            await transaction.CommitAsync(cancellationToken);
            return false;
        }

        if (!RunDefinitions.TryGet(current, job, out var definition, out var fault))
        {
            logger.TriggerRefused(job, fault);
            return false;
        }

        var detail = string.Create(CultureInfo.InvariantCulture, $"{cron.Expression} ({cron.TimeZone}), due {tick:yyyy-MM-dd HH:mm zzz}");
        using var activity = RunTelemetry.Trigger(job, RunTriggers.Cron);
        var run = await runs.QueueAsync(
            connection, transaction, new NewRun { Definition = definition, TriggeredBy = RunTriggers.Cron, Detail = detail }, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update platform.job_trigger set last_tick = @now, updated_at = clock_timestamp() where job = @job and trigger = @trigger",
            new { job, trigger, now }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        logger.TriggerFired(job, detail, run.Id, run.IsNew);
        return run.IsNew;
    }
}
