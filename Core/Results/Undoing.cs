using System.Globalization;

using Analytics.Database;

using Dapper;

using Npgsql;

namespace Analytics.Results;

/// <summary>What undoing a run's load means for its table, as things stand.</summary>
/// <param name="IsReplaced">Whether a later run that stands replaced all rows.</param>
/// <param name="FoldedUpTo">The newest run in the snapshot that the load is a part of; null where it is part of none.</param>
/// <param name="RemovedRun">The oldest run whose output the table would have to be made of again, and which was removed.</param>
internal sealed record Undoing(
    string Table, string Mode, DateTime? RolledBackAt, bool IsReplaced, long? FoldedUpTo, DateTime? FoldedAt, long? RemovedRun,
    DateTime? RemovedAt)
{
    /// <summary>Whether the run's rows are its own, so that nothing but their removal undoes it.</summary>
    public bool IsAppend => string.Equals(Mode, "append", StringComparison.Ordinal);

    /// <summary>Null where the run loaded nothing.</summary>
    public static Task<Undoing?> FindAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, long runId, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<Undoing>(new CommandDefinition(
            Sql.Of<Undoing>("FindUndoing"), new { runId }, transaction, cancellationToken: cancellationToken));

    /// <summary>Why the run cannot be undone, for people; null where retention is no reason.</summary>
    public string? Refusal(long runId)
    {
        if (RolledBackAt is not null || IsAppend)
        {
            return null;
        }

        if (FoldedUpTo is { } newest)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The outputs of the runs up to {newest}, run {runId} among them, were folded into a snapshot of " +
                $"{ResultNames.Schema}.{Table} on {FoldedAt:yyyy-MM-dd HH:mm} UTC; the earliest " +
                $"state to go back to is the one after run {newest}.");
        }

        return RemovedRun is { } removed && !IsReplaced
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{ResultNames.Schema}.{Table} would have to be made again from outputs of other runs, and that of run {removed} was " +
                $"removed by retention on {RemovedAt:yyyy-MM-dd HH:mm} UTC.")
            : null;
    }
}
