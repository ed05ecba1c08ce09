using Analytics.Database;
using Analytics.Engines;

using Dapper;

using Npgsql;

namespace Analytics.Runs;

/// <summary>Keeps the log of runs.</summary>
public sealed class RunLog(NpgsqlDataSource database)
{
    /// <summary>Lines that are kept of one run; one more says that the rest is not.</summary>
    public const int MaxLines = 10_000;

    /// <summary>Characters that are kept of one line.</summary>
    public const int MaxLineLength = 4000;

    /// <summary>Adds lines of one attempt, in their order.</summary>
    public async Task AddAsync(
        long runId, int attempt, IReadOnlyCollection<EngineLogLine> lines, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(Sql.Of<RunLog>("AddLines"), new
        {
            runId,
            attempt,
            levels = lines.Select(line => line.Level).ToArray(),
            texts = lines.Select(line => Clean(line.Text)).ToArray(),
            maxLines = MaxLines,
        }, cancellationToken: cancellationToken));
    }

    private static string Clean(string text)
    {
        var kept = text.Length <= MaxLineLength ? text : string.Concat(text.AsSpan(0, MaxLineLength - 1), "…");
        // PostgreSQL stores no NUL; halves of surrogate pairs, which cutting may leave, become the replacement character on the way.
        return kept.Replace('\0', '\u2400');
    }
}
