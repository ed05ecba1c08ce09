using Analytics.Catalogue;
using Analytics.Database;
using Analytics.Engines;
using Analytics.Processor.Running;
using Analytics.Runs;

using Dapper;

using Npgsql;

namespace Analytics.Processor.Triggers;

/// <summary>Starts jobs at new versions of their inputs. The version that was acted upon is the job's own, so that each counts once.</summary>
internal sealed class DatasetTriggers(
    ICatalogue catalogue, EngineAvailability availability, NpgsqlDataSource database, RunStore runs, ILogger<DatasetTriggers> logger)
{
    /// <summary>Looks at all triggers, or at those on one dataset; returns how many runs were queued.</summary>
    public async Task<int> FireAsync(string? dataset, CancellationToken cancellationToken)
    {
        var current = catalogue.Current;

        // What cannot run here keeps its versions for when it can.
        var due = from job in current.Jobs.Values
                  where availability.WhyUnavailable(job) is null
                  from name in job.Triggers.On
                  where dataset is null || name == dataset
                  select (Job: job.Name, Dataset: name);
        var queued = 0;
        foreach (var (job, name) in due)
        {
            try
            {
                queued += await FireAsync(current, job, name, cancellationToken) ? 1 : 0;
            }
            catch (Exception exception)
                when (dataset is null && !Transient.IsTransient(exception) && !cancellationToken.IsCancellationRequested)
            {
                // One trigger at fault must not keep the others from firing; an event's item is tried again.
                logger.TriggerFailed(exception, job, name);
            }
        }

        return queued;
    }

    private async Task<bool> FireAsync(CatalogueSnapshot current, string job, string dataset, CancellationToken cancellationToken)
    {
        if (!RunDefinitions.TryGet(current, job, out var definition, out var fault))
        {
            logger.TriggerRefused(job, fault);
            return false;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var claimed = await connection.QuerySingleOrDefaultAsync<ClaimedVersion>(new CommandDefinition(
            Sql.Of<DatasetTriggers>("ClaimVersion"),
            new { job, dataset, trigger = $"on:{dataset}", inputs = definition.Inputs.Select(input => input.Dataset).ToArray() },
            transaction,
            cancellationToken: cancellationToken));
        if (claimed is null)
        {
            return false;
        }

        var detail = $"{dataset} version {claimed.Version}";
        using var activity = RunTelemetry.Trigger(job, RunTriggers.Dataset, claimed.TraceParent);
        var run = await runs.QueueAsync(
            connection,
            transaction,
            new NewRun { Definition = definition, TriggeredBy = RunTriggers.Dataset, Detail = detail },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        logger.TriggerFired(job, detail, run.Id, run.IsNew);
        return run.IsNew;
    }

    /// <param name="Version">The newest version, which nobody has acted upon.</param>
    /// <param name="TraceParent">The trace in which its file landed.</param>
    private sealed record ClaimedVersion(long Version, string? TraceParent);
}
