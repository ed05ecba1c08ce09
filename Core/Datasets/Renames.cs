using System.Diagnostics;
using Analytics.Database;
using Analytics.Storage;
using Analytics.Work;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Analytics.Datasets;

/// <summary>
/// Objects that were renamed after they were read: the first name is gone, and the same bytes lie under another name of the dataset.
/// They count once. Nothing else that vanishes takes its rows along: senders archive what they delivered.
/// </summary>
public sealed class Renames(
    NpgsqlDataSource database, WorkQueue queue, [FromKeyedServices(StoreNames.Raw)] IObjectStore raw)
{
    /// <summary>Each costs a look into the store, and more of the same bytes than this are no rename's doing.</summary>
    private const int MostLookedAt = 20;

    private const int PageSize = 1_000;

    /// <summary>How long after a copy its original's removal is taken for the second half of a rename.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>
    /// Takes the rows of originals out of their datasets whose copies were committed a short while ago and that are gone now: on S3 a
    /// rename is a copy, and then a removal. Returns how many.
    /// </summary>
    public async Task<int> SettleCopiesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update platform.raw_object c set copy_of = null
            where copy_of is not null and not exists (
                select from platform.ingestion i where i.raw_object_id = c.id and i.finished_at > clock_timestamp() - @Window)
            """, new { Window }, cancellationToken: cancellationToken));
        var settled = 0;
        var after = (Copy: 0L, Original: 0L);
        List<(long CopyId, long OriginalId)> page;
        do
        {
            page = (await connection.QueryAsync<(long, long)>(new CommandDefinition(
                Sql.Of<Renames>("FindCopies"), new { Window, after.Copy, after.Original, limit = PageSize },
                cancellationToken: cancellationToken))).AsList();
            foreach (var (copy, original) in page)
            {
                after = (copy, original);
                settled += await SettleAsync(connection, copy, original, cancellationToken) ? 1 : 0;
            }
        }
        while (page.Count == PageSize);

        return settled;
    }

    /// <summary>
    /// Looks in the transaction of a commit, which holds the dataset: of two names of the same bytes one commits after the other.
    /// </summary>
    internal async Task<SameBytes> FindAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, RawObject item, string sha256, CancellationToken cancellationToken)
    {
        var others = (await connection.QueryAsync<RawObject>(new CommandDefinition(
            Sql.Of<Renames>("FindSameBytes"), new { item.Dataset, item.Key, sha256, limit = MostLookedAt }, transaction,
            cancellationToken: cancellationToken))).AsList();
        RawObject? renamedFrom = null, copyOf = null;
        foreach (var other in others)
        {
            if (await IsThereAsync(other.Key, cancellationToken))
            {
                copyOf ??= other;
            }
            else
            {
                renamedFrom ??= other;
            }
        }

        return new SameBytes(
            renamedFrom, copyOf, IsGone: renamedFrom is null && copyOf is not null && !await IsThereAsync(item.Key, cancellationToken));
    }

    internal static async Task RememberAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, long id, SameBytes same, CancellationToken cancellationToken)
    {
        if (same.CopyOf is { } original)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "update platform.raw_object set copy_of = @original where id = @id", new { id, original = original.Id }, transaction,
                cancellationToken: cancellationToken));
        }
    }

    private async Task<bool> SettleAsync(NpgsqlConnection connection, long copyId, long originalId, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var found = (await connection.QueryAsync<RawObject>(new CommandDefinition(
            Sql.Of<RawObjectLedger>("FindRawObject").Replace("id = @id", "id = any(@ids)", StringComparison.Ordinal),
            new { ids = new[] { copyId, originalId } }, transaction, cancellationToken: cancellationToken))).AsList();
        if (found.Find(item => item.Id == copyId) is not { } copy || found.Find(item => item.Id == originalId) is not { } original
            || await IsThereAsync(original.Key, cancellationToken) || !await IsThereAsync(copy.Key, cancellationToken))
        {
            return false;
        }

        var version = 1 + await connection.QuerySingleAsync<long>(new CommandDefinition(
            "select current_version from platform.dataset where name = @Dataset for update", new { copy.Dataset }, transaction,
            cancellationToken: cancellationToken));
        var made = await connection.QuerySingleOrDefaultAsync<Made>(new CommandDefinition(
            Sql.Of<Renames>("FindMade"), new { copyId, originalId }, transaction, cancellationToken: cancellationToken));
        if (made is null)
        {
            // Another Ingestor did it, or a newer object took one's place.
            return false;
        }

        var removed = await connection.QuerySingleAsync<RemovedRows>(new CommandDefinition(Sql.Of<CommitSteps>("ReplaceRows"), new
        {
            copy.Dataset,
            key = (string?)null,
            newKey = copy.Key,
            rawObjectId = copyId,
            version,
            renamedFrom = (long?)originalId,
        }, transaction, cancellationToken: cancellationToken));
        await new CommitStatements(connection, transaction, copy.Dataset, cancellationToken).AddVersionAsync(
            version, "rename", $"renamed from {original.Key}", made.ContractVersion, made.IngestionId, removed, added: []);
        await connection.ExecuteAsync(new CommandDefinition(
            "update platform.raw_object set copy_of = null where id = @copyId", new { copyId }, transaction,
            cancellationToken: cancellationToken));
        await DatasetCommit.AnnounceAsync(
            queue, connection, transaction, copy.Dataset, version, Activity.Current?.Id ?? copy.TraceParent, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<bool> IsThereAsync(string key, CancellationToken cancellationToken) =>
        await raw.FindAsync(ObjectKey.Parse(key), cancellationToken) is not null;

    private sealed record Made(long IngestionId, int ContractVersion);
}
