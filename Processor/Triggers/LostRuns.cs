using Analytics.Core.Database;

using Dapper;

using Npgsql;

namespace Analytics.Processor.Triggers;

/// <summary>
/// Ends runs whose work item has given up: each worker that took it died or threw. Without this a job's next runs would wait for ever.
/// </summary>
internal sealed class LostRuns(NpgsqlDataSource database)
{
    /// <summary>The cause's code; <c>EndLostRuns.sql</c> writes it.</summary>
    public const string Code = "processor.gaveUp";

    public async Task<IReadOnlyList<LostRun>> EndAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<LostRun>(new CommandDefinition(
            Sql.Of<LostRuns>("EndLostRuns"), cancellationToken: cancellationToken))];
    }
}
