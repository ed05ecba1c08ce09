using System.Collections.Concurrent;

using Analytics.Catalogue.Jobs;
using Analytics.Database;
using Analytics.Engines;
using Analytics.Processor.Options;
using Analytics.Processor.Running;
using Analytics.Runs;
using Analytics.Work;

using Dapper;

using Microsoft.Extensions.Options;

using Npgsql;

namespace Analytics.Processor.Triggers;

/// <summary>
/// Ends, by their engines, attempts on other machines that no worker follows any more, and then their runs: what nobody waits for
/// would run and cost on. A loop of its own, since an engine that is out of reach takes its time to say so.
/// </summary>
internal sealed class AbandonedAttempts(
    NpgsqlDataSource database,
    EngineChoice engines,
    LostRuns lostRuns,
    IOptions<ProcessorOptions> options,
    TimeProvider time,
    ILogger<AbandonedAttempts> logger) : PeriodicService(time)
{
    private readonly ConcurrentDictionary<long, bool> _told = new();

    /// <summary>Returns how many attempts were ended for good.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var ended = 0;
        foreach (var row in await FindAsync(cancellationToken))
        {
            if (engines.Find(row.Engine) is not { } engine)
            {
                if (_told.TryAdd(row.Id, true))
                {
                    logger.AttemptOutOfReach(row.Id, row.Engine);
                }

                continue;
            }

            try
            {
                ended += await EndAsync(engine, row, cancellationToken) ? 1 : 0;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // What keeps one from being ended, a store that is away say, must not keep the others running.
                logger.AttemptNotEnded(exception, row.Attempt, row.Id, row.Engine);
            }
        }

        return ended;
    }

    protected override TimeSpan Interval => options.Value.TriggerInterval;

    // Not shared: one Processor may have an engine that another lacks.
    protected override Task PassAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    protected override void LogFailed(Exception fault, TimeSpan delay) => logger.AbandonedUnknown(fault, delay);

    private async Task<bool> EndAsync(IJobEngine engine, Row row, CancellationToken cancellationToken)
    {
        var attempt = new AbandonedAttempt(row.Id, row.Attempt, RunJson.Read<RunDefinition>(row.Definition).Job, row.Handle);
        if (!await engine.EndAsync(attempt, cancellationToken))
        {
            return false;
        }

        await ReleaseAsync(attempt, cancellationToken);
        logger.AttemptEnded(row.Id, row.Attempt, row.Engine);
        return true;
    }

    private async Task<IReadOnlyList<Row>> FindAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<Row>(new CommandDefinition(
            Sql.Of<AbandonedAttempts>("FindAbandoned"), new { local = EngineNames.Embedded },
            cancellationToken: cancellationToken))];
    }

    private async Task ReleaseAsync(AbandonedAttempt attempt, CancellationToken cancellationToken)
    {
        foreach (var lost in await lostRuns.EndAsync(attempt, cancellationToken))
        {
            logger.RunGivenUp(lost.Id);
            RunTelemetry.GivenUp(lost);
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            Sql.Of<AbandonedAttempts>("ReleaseHandle"), new { id = attempt.RunId, handle = attempt.Handle },
            cancellationToken: cancellationToken));
    }

    private sealed record Row(long Id, string Engine, string? Handle, int Attempt, string Definition);
}
