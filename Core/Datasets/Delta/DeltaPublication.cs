using Analytics.Catalogue.Contracts;
using Analytics.Storage;

namespace Analytics.Datasets.Delta;

/// <summary>One publication of one table: from the last commit that lies there to a version.</summary>
internal sealed class DeltaPublication(DeltaHistory history, IObjectStore store, DeltaTable table, string folder)
{
    /// <summary>Versions from one checkpoint to the next.</summary>
    private const int CheckpointInterval = 10;

    private readonly DeltaLog _log = new(store, table);
    private readonly DeltaFooters _footers = new(history, store);
    private readonly Dictionary<int, DatasetContract> _contracts = [];

    public async Task<PublishResult> RunAsync(long version, CancellationToken cancellationToken)
    {
        var last = await _log.FindLastAsync(version, cancellationToken);
        bool? isOwn = null;
        while (last is not null && (isOwn = await _log.IsOwnAsync(last.Value.Version, cancellationToken)) is null)
        {
            last = await _log.FindLastAsync(version, cancellationToken);
        }

        if (last is { } there)
        {
            if (isOwn is false)
            {
                return new PublishResult(0, there.Version);
            }

            // The checkpoint that follows a commit may have been lost with its writer.
            if (!there.IsReachable || there.Version == version)
            {
                await CheckpointAsync(there.Version, mustBe: !there.IsReachable, cancellationToken);
            }
        }

        var commits = 0;
        for (var next = (last?.Version ?? -1) + 1; next <= version; next++)
        {
            var begins = false;
            if (await CommitOfAsync(next, cancellationToken) is not { } actions)
            {
                (next, actions, begins) = await BeginningAsync(cancellationToken);
                if (last is not null)
                {
                    // Its versions are kept no longer, and a log has no gap.
                    await _log.ClearAsync(cancellationToken);
                }
            }

            using (actions)
            {
                var outcome = await _log.PutAsync(next, actions, cancellationToken);
                if (outcome == PutOutcome.IsForeign)
                {
                    return new PublishResult(commits, next);
                }

                commits += outcome == PutOutcome.Written ? 1 : 0;
            }

            await CheckpointAsync(next, mustBe: begins, cancellationToken);
        }

        return new PublishResult(commits);
    }

    /// <summary>What a version changed; null where retention has forgotten a part of it.</summary>
    private async Task<DeltaActions?> CommitOfAsync(long number, CancellationToken cancellationToken)
    {
        if (await history.ChangesAsync(table.Dataset, number, cancellationToken) is not { } files)
        {
            return null;
        }

        var version = await history.VersionAsync(table.Dataset, number, cancellationToken);
        var added = await _footers.WithStatsAsync([.. files.Where(file => file.RemovedAt is null)], ContractAsync, cancellationToken);
        var actions = new DeltaActions();
        actions.CommitInfo(version, version.Kind is "create" ? "CREATE TABLE" : "WRITE", added);
        actions.Transaction(table, number);
        await DescribeAsync(actions, version, cancellationToken);
        foreach (var file in files)
        {
            if (file.RemovedAt is { } removedAt)
            {
                actions.Remove(table, file, removedAt);
            }
        }

        foreach (var file in added)
        {
            actions.Add(table, file);
        }

        return actions;
    }

    /// <summary>Protocol and metadata, where they are others than at the version before.</summary>
    private async Task DescribeAsync(DeltaActions actions, DeltaVersion version, CancellationToken cancellationToken)
    {
        var contract = await ContractAsync(version.ContractVersion, cancellationToken);
        var (had, has) = (false, DeltaSchema.HasTimestampNtz(contract.Schema));
        foreach (var earlier in version.EarlierContracts)
        {
            had |= DeltaSchema.HasTimestampNtz((await ContractAsync(earlier, cancellationToken)).Schema);
        }

        if (version.PreviousContract is not { } number)
        {
            actions.Protocol(has);
            actions.MetaData(table, contract);
            return;
        }

        // What the table once asked of readers it asks for ever.
        if (has && !had)
        {
            actions.Protocol(timestampNtz: true);
        }

        var previous = await ContractAsync(number, cancellationToken);
        if (previous.Description != contract.Description || DeltaSchema.Of(previous.Schema) != DeltaSchema.Of(contract.Schema))
        {
            actions.MetaData(table, contract);
        }
    }

    /// <summary>A log that begins with the oldest version that is kept, since the ones before are known no longer.</summary>
    private async Task<(long Version, DeltaActions Actions, bool Begins)> BeginningAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var oldest = (await history.FindTableAsync(table.Dataset, cancellationToken))?.OldestVersion
                ?? throw new InvalidOperationException($"The dataset '{table.Dataset}' is gone.");
            if (await history.StateAsync(table.Dataset, oldest, cancellationToken) is not { } files)
            {
                continue;
            }

            var version = await history.VersionAsync(table.Dataset, oldest, cancellationToken);
            var actions = new DeltaActions();
            actions.CommitInfo(version, "WRITE", [.. files.Where(file => file.RemovedAt is null)]);
            await StateAsync(actions, version, files, withTombstones: false, cancellationToken);
            return (oldest, actions, true);
        }
    }

    private async Task CheckpointAsync(long number, bool mustBe, CancellationToken cancellationToken)
    {
        if ((!mustBe && (number == 0 || number % CheckpointInterval != 0))
            || await _log.HasCheckpointAsync(number, cancellationToken)
            || await history.StateAsync(table.Dataset, number, cancellationToken) is not { } files)
        {
            return;
        }

        using var actions = new DeltaActions();
        var version = await history.VersionAsync(table.Dataset, number, cancellationToken);
        await StateAsync(actions, version, files, withTombstones: true, cancellationToken);
        var path = await DeltaCheckpoint.WriteAsync(actions, folder, cancellationToken);
        await _log.PutCheckpointAsync(number, path, actions, cancellationToken);
        File.Delete(path);
    }

    private async Task StateAsync(
        DeltaActions actions, DeltaVersion version, IReadOnlyList<DeltaFile> files, bool withTombstones,
        CancellationToken cancellationToken)
    {
        var ntz = false;
        foreach (var contract in version.EarlierContracts.Append(version.ContractVersion).Distinct())
        {
            ntz |= DeltaSchema.HasTimestampNtz((await ContractAsync(contract, cancellationToken)).Schema);
        }

        actions.Transaction(table, version.Version);
        actions.Protocol(ntz);
        actions.MetaData(table, await ContractAsync(version.ContractVersion, cancellationToken));
        foreach (var file in files)
        {
            if (withTombstones && file.RemovedAt is { } removedAt)
            {
                actions.Remove(table, file, removedAt);
            }
        }

        foreach (var file in await _footers.WithStatsAsync(
            [.. files.Where(file => file.RemovedAt is null)], ContractAsync, cancellationToken))
        {
            actions.Add(table, file);
        }
    }

    private async Task<DatasetContract> ContractAsync(int version, CancellationToken cancellationToken)
    {
        if (!_contracts.TryGetValue(version, out var contract))
        {
            contract = await history.ContractAsync(table.Dataset, version, cancellationToken);
            _contracts[version] = contract;
        }

        return contract;
    }
}
