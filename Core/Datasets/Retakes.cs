using Analytics.Database;
using Analytics.Work;
using Dapper;
using Npgsql;

namespace Analytics.Datasets;

/// <summary>
/// Lets people have things read again: a rejected or failed object as a whole, or the quarantined records of a committed one. Never
/// by itself: a changed contract alone takes nothing again, since only a person knows whether it was changed for that.
/// </summary>
public sealed class Retakes(NpgsqlDataSource database, WorkQueue queue)
{
    /// <summary>Has a rejected or failed object read again.</summary>
    /// <param name="rawObjectId">The object.</param>
    /// <param name="contractVersion">The version of its contract that is in force.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<RetakeOutcome> RetakeAsync(long rawObjectId, int contractVersion, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var state = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "select state from platform.raw_object where id = @rawObjectId for update", new { rawObjectId }, transaction,
            cancellationToken: cancellationToken));
        if (state is not (RawObjectStates.Rejected or RawObjectStates.Failed))
        {
            return state is null ? RetakeOutcome.NotFound : RetakeOutcome.WrongState;
        }

        if (await connection.QuerySingleAsync<bool>(new CommandDefinition(
            Sql.Of<Retakes>("IsOverwritten"), new { rawObjectId }, transaction, cancellationToken: cancellationToken)))
        {
            return RetakeOutcome.Overwritten;
        }

        if (await connection.QuerySingleAsync<bool>(new CommandDefinition(
            Sql.Of<Retakes>("HasOutcome"), new { rawObjectId, contractVersion }, transaction, cancellationToken: cancellationToken)))
        {
            return RetakeOutcome.SameContract;
        }

        await RawObjectLedger.ChangeStateAsync(connection, transaction, rawObjectId, [state], RawObjectStates.Landed,
            "Retry requested.", cancellationToken);
        await EnqueueAsync(connection, transaction, new IngestWork(rawObjectId), RawObjectLedger.KeyOf(rawObjectId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return RetakeOutcome.Queued;
    }

    /// <summary>Has the quarantined records of a committed ingestion read again, once, under a corrected contract.</summary>
    /// <param name="ingestionId">The ingestion, of a file or of a replay.</param>
    /// <param name="contractVersion">The version of its contract that is in force.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<RetakeOutcome> ReplayAsync(long ingestionId, int contractVersion, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var found = await connection.QuerySingleOrDefaultAsync<Replayable>(new CommandDefinition(
            Sql.Of<Retakes>("FindReplayable"), new { ingestionId }, transaction, cancellationToken: cancellationToken));
        if (found is null)
        {
            return RetakeOutcome.NotFound;
        }

        if (found.Outcome != "committed" || found.RowsQuarantined == 0)
        {
            return RetakeOutcome.WrongState;
        }

        if (found.Released)
        {
            return RetakeOutcome.AlreadyDone;
        }

        if (found.Overwritten)
        {
            return RetakeOutcome.Overwritten;
        }

        if (found.ContractVersion == contractVersion)
        {
            return RetakeOutcome.SameContract;
        }

        await EnqueueAsync(
            connection, transaction, new IngestWork(found.RawObjectId, ingestionId), $"replay {ingestionId}", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return RetakeOutcome.Queued;
    }

    private Task<long?> EnqueueAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IngestWork work, string key, CancellationToken cancellationToken) =>
        queue.EnqueueAsync(
            connection, transaction, RawObjectLedger.IngestQueue, work, new EnqueueOptions { UniqueKey = key }, cancellationToken);

    private sealed record Replayable(
        long RawObjectId, string Outcome, int ContractVersion, long RowsQuarantined, bool Released, bool Overwritten);
}
