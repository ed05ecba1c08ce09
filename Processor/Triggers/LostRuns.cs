using Analytics.Core.Database;

using Dapper;

using Npgsql;

namespace Analytics.Processor.Triggers;

/// <summary>
/// Ends runs whose work item has given up: each worker that took it died or threw. Without this a job's next runs would wait for ever.
/// </summary>
internal sealed class LostRuns(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<long>> EndAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<long>(new CommandDefinition(
            Sql.Of<LostRuns>("EndLostRuns"), cancellationToken: cancellationToken))];
    }
}
