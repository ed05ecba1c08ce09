using Analytics.Catalogue.Contracts;
using Analytics.Storage;

namespace Analytics.Datasets.Delta;

/// <summary>One publication of one table: from the last commit that lies there to a version.</summary>
internal sealed class DeltaPublication(DeltaHistory history, IObjectStore store, DeltaTable table, string folder)
{
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

            await using (actions)
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
        await _footers.FillAsync(
            (after, limit) => history.AddedWithoutStatsAsync(table.Dataset, number, after, limit, cancellationToken), ContractAsync,
            cancellationToken);
        var version = await history.VersionAsync(table.Dataset, number, cancellationToken);
        return await WriteAsync(
            async actions =>
            {
                actions.CommitInfo(version, version.Kind is "create" ? "CREATE TABLE" : "WRITE", version.Added);
                actions.Transaction(table, number);
                await DescribeAsync(actions, version, cancellationToken);
                return await history.ReadChangesAsync(
                    table.Dataset, number, file => actions.FileAsync(table, file, cancellationToken), cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Makes a file of actions; null where that says it cannot be.</summary>
    private async Task<DeltaActions?> WriteAsync(Func<DeltaActions, Task<bool>> write, CancellationToken cancellationToken)
    {
        var actions = new DeltaActions(folder);
        var isWhole = false;
        try
        {
            if (!await write(actions))
            {
                return null;
            }

            await actions.FlushAsync(cancellationToken);
            isWhole = true;
            return actions;
        }
        finally
        {
            if (!isWhole)
            {
                await actions.DisposeAsync();
            }
        }
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
            await _footers.FillAsync(
                (after, limit) => history.StateWithoutStatsAsync(table.Dataset, oldest, after, limit, cancellationToken), ContractAsync,
                cancellationToken);
            var version = await history.VersionAsync(table.Dataset, oldest, cancellationToken);
            if (await WriteAsync(
                actions =>
                {
                    actions.CommitInfo(version, "WRITE", version.All);
                    return StateAsync(actions, version, withTombstones: false, cancellationToken);
                },
                cancellationToken) is { } whole)
            {
                return (oldest, whole, true);
            }
        }
    }

    private async Task CheckpointAsync(long number, bool mustBe, CancellationToken cancellationToken)
    {
        if ((!mustBe && !await IsCheckpointDueAsync(number, cancellationToken))
            || await _log.HasCheckpointAsync(number, cancellationToken))
        {
            return;
        }

        var version = await history.VersionAsync(table.Dataset, number, cancellationToken);
        await using var actions = await WriteAsync(
            actions => StateAsync(actions, version, withTombstones: true, cancellationToken), cancellationToken);
        if (actions is not null)
        {
            var path = await DeltaCheckpoint.WriteAsync(actions, folder, cancellationToken);
            await _log.PutCheckpointAsync(number, path, actions, cancellationToken);
            File.Delete(path);
        }
    }

    private async Task<bool> IsCheckpointDueAsync(long number, CancellationToken cancellationToken)
    {
        if (!CheckpointRule.MayHave(number))
        {
            return false;
        }

        if (await _log.FindCheckpointAsync(cancellationToken) is not { } last)
        {
            return true;
        }

        var changes = CheckpointRule.Changes(last.Size);
        return number > last.Version && (CheckpointRule.HasCommits(number - last.Version, last.Size)
            || await history.CountChangesAsync(table.Dataset, last.Version, number, changes, cancellationToken) >= changes);
    }

    /// <summary>The whole of a version; false where retention has forgotten a part of it.</summary>
    private async Task<bool> StateAsync(
        DeltaActions actions, DeltaVersion version, bool withTombstones, CancellationToken cancellationToken)
    {
        var ntz = false;
        foreach (var contract in version.EarlierContracts.Append(version.ContractVersion).Distinct())
        {
            ntz |= DeltaSchema.HasTimestampNtz((await ContractAsync(contract, cancellationToken)).Schema);
        }

        actions.Transaction(table, version.Version);
        actions.Protocol(ntz);
        actions.MetaData(table, await ContractAsync(version.ContractVersion, cancellationToken));
        return await history.ReadStateAsync(
            table.Dataset, version.Version,
            file => withTombstones || file.RemovedAt is null
                ? actions.FileAsync(table, file, cancellationToken)
                : ValueTask.CompletedTask,
            cancellationToken);
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
