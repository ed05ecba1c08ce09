using Analytics.Database;
using Analytics.Work;
using Dapper;
using Npgsql;

namespace Analytics.Datasets;

/// <summary>
/// The statements of a commit of several objects of one dataset as one version: those that only add rows. One that replaces, renames,
/// repeats or is rejected is left to a commit of its own.
/// </summary>
internal sealed class JointCommit(
    NpgsqlConnection connection, NpgsqlTransaction transaction, string dataset, CancellationToken cancellationToken)
{
    private static readonly RemovedRows Nothing = new(0, 0, 0, 0);

    private readonly CommitStatements _write = new(connection, transaction, dataset, cancellationToken);

    /// <summary>The version, and what is in it; null where fewer than two objects could share one.</summary>
    public async Task<(long Version, IReadOnlyList<PendingCommit> Committed)?> RunAsync(IReadOnlyList<PendingCommit> pending)
    {
        var candidates = pending.Where(one => one.Outcome is { Fault: null, ReplayOf: null })
            .DistinctBy(one => one.Outcome.Sha256, StringComparer.Ordinal).ToList();
        if (candidates.Count < 2)
        {
            return null;
        }

        var version = await _write.LockAsync() + 1;
        var contract = candidates[0].Outcome.ContractVersion;
        var plain = (await PlainAsync(candidates)).Where(one => one.Outcome.ContractVersion == contract).ToList();

        // Before anything is written: what an item that is another worker's by now would have added is not to be seen.
        var held = await WorkLeases.CompleteManyAsync(connection, transaction, [.. plain.Select(one => one.Item)], cancellationToken);
        plain.RemoveAll(one => !held.Contains(one.Item.Id));
        if (plain.Count < 2)
        {
            return null;
        }

        var ids = await _write.AddIngestionsAsync(plain.Select(one => one.Outcome), version);
        if (ids.Count < plain.Count)
        {
            return null;
        }

        var ingestions = plain.ConvertAll(one => (ids[one.Outcome.Object.Id], one.Outcome));
        await _write.AddVersionAsync(
            version, "append", reason: null, contract, ingestions[0].Item1, Nothing, ingestions);
        await _write.AddQuarantineAsync(ingestions);
        await _write.FinishAsync(plain.Select(one =>
            new ObjectEnd(one.Outcome, RawObjectStates.Committed, "committed", $"version {version}")));
        return (version, plain);
    }

    private async Task<IEnumerable<PendingCommit>> PlainAsync(List<PendingCommit> candidates)
    {
        var positions = await connection.QueryAsync<int>(_write.Command(Sql.Of<JointCommit>("FindPlain"), new
        {
            dataset,
            ids = candidates.Select(one => one.Outcome.Object.Id).ToArray(),
            keys = candidates.Select(one => one.Outcome.Object.Key).ToArray(),
            hashes = candidates.Select(one => one.Outcome.Sha256).ToArray(),
        }));
        return positions.Select(position => candidates[position]);
    }
}
