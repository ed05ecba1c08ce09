using Analytics.Catalogue.Jobs;
using Analytics.Database;
using Analytics.Engines;

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

    /// <param name="ended">One whose engine has ended what might have run on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<LostRun>> EndAsync(AbandonedAttempt? ended, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<LostRun>(new CommandDefinition(
            Sql.Of<LostRuns>("EndLostRuns"),
            new { local = EngineNames.Embedded, ended = ended?.RunId, attempt = ended?.Attempt },
            cancellationToken: cancellationToken))];
    }
}
