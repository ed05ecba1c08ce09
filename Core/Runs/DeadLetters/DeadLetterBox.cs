using Analytics.Database;
using Analytics.Datasets;
using Analytics.Work;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Analytics.Runs.DeadLetters;

/// <summary>Shows the work items that ran out of attempts, and gives them all their attempts again.</summary>
public sealed class DeadLetterBox([FromKeyedServices(DatabasePools.Pages)] NpgsqlDataSource database, WorkQueue queue)
{
    // A run has ended with its item, and its end is told and acted upon: the job is run again instead.
    private static readonly string[] Replayable =
        [RawObjectLedger.IngestQueue, DatasetCommit.TriggerQueue, DatasetCommit.PublishQueue, RunStore.RollbackQueue];

    /// <summary>Dead letters, newest first.</summary>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(long? beforeId, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<DeadLetter>(new CommandDefinition(
            Sql.Of<DeadLetterBox>("ListDeadLetters"), new { beforeId, limit }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Has all of them run again that can, and the objects among them read again.</summary>
    public async Task<ReplayOutcome> ReplayAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var replayed = new List<long>();
        foreach (var name in Replayable)
        {
            replayed.AddRange(await queue.ReplayDeadAsync(connection, transaction, name, null, cancellationToken));
        }

        await connection.ExecuteAsync(new CommandDefinition(
            Sql.Of<DeadLetterBox>("ReturnFailedObjects"), new { items = replayed.ToArray() }, transaction,
            cancellationToken: cancellationToken));
        var left = await connection.QuerySingleAsync<int>(new CommandDefinition(
            "select count(*)::int from platform.work_item where state = 'dead'", transaction: transaction,
            cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return new ReplayOutcome(replayed.Count, left);
    }
}
