using Analytics.Database;
using Analytics.Work;
using Dapper;
using Npgsql;

namespace Analytics.Datasets.Delta;

/// <summary>
/// Has versions published whose log lacks them though nothing will write it: those from before there was a log, and those whose log was
/// removed. A publication that was moved to the dead letters waits for a person.
/// </summary>
public sealed class DeltaBacklog(NpgsqlDataSource database, WorkQueue queue, DeltaPublisher publisher)
{
    /// <summary>Looks at each dataset's newest version; returns how many are to be published.</summary>
    public async Task<int> EnqueueAsync(CancellationToken cancellationToken)
    {
        var enqueued = 0;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        foreach (var (dataset, version) in (await connection.QueryAsync<(string, long)>(new CommandDefinition(
            Sql.Of<DeltaBacklog>("ListUnqueued"), cancellationToken: cancellationToken))).AsList())
        {
            if (!await publisher.IsPublishedAsync(dataset, version, cancellationToken))
            {
                enqueued += await DatasetCommit.PublishAsync(
                    queue, connection, null, dataset, version, null, cancellationToken) is null ? 0 : 1;
            }
        }

        return enqueued;
    }
}
