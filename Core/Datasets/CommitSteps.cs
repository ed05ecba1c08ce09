using Analytics.Database;
using Analytics.Tabular.Conversion;
using Dapper;
using Npgsql;

namespace Analytics.Datasets;

/// <summary>The statements of one commit, in the order in which they take their locks.</summary>
/// <param name="renames">Looks for the object that this one was before it was renamed.</param>
internal sealed class CommitSteps(
    NpgsqlConnection connection, NpgsqlTransaction transaction, IngestOutcome outcome, Renames renames, CancellationToken cancellationToken)
{
    private const string BeforeWriting = "before_writing";
    private static readonly SameBytes None = new(null, null, IsGone: false);

    private readonly CommitStatements _write = new(connection, transaction, outcome.Object.Dataset, cancellationToken);

    private bool IsReplay => outcome.ReplayOf is not null;

    public async Task<CommitResult> RunAsync()
    {
        var current = await _write.LockAsync();
        if (await connection.QuerySingleAsync<bool>(_write.Command(
            Sql.Of<CommitSteps>("IsSuperseded"), new { outcome.Object.Dataset, outcome.Object.Key, rawObjectId = outcome.Object.Id })))
        {
            await FinishAsync(IsReplay ? null : RawObjectStates.Superseded, IsReplay ? RawObjectStep.ReplayFailed : "superseded",
                "A newer file with the same name was committed first.");
            return new CommitResult(CommitOutcome.Superseded);
        }

        var same = IsReplay || outcome.Fault is not null
            ? None
            : await renames.FindAsync(connection, transaction, outcome.Object, outcome.Sha256, cancellationToken);
        if (same.IsGone)
        {
            await FinishAsync(RawObjectStates.Superseded, "superseded",
                $"It was renamed to {same.CopyOf?.Key} while it was read, under which its rows count.");
            return new CommitResult(CommitOutcome.Superseded);
        }

        await transaction.SaveAsync(BeforeWriting, cancellationToken);
        return outcome.Fault is { } fault ? await RejectAsync(fault) : await AddAsync(current + 1, same);
    }

    private async Task<CommitResult> RejectAsync(FileFault fault)
    {
        if (await InsertIngestionAsync(null) is not { } ingestionId)
        {
            return await AlreadyDoneAsync();
        }

        await _write.AddQuarantineAsync([(ingestionId, outcome)]);
        await FinishAsync(IsReplay ? null : RawObjectStates.Rejected, IsReplay ? "replay rejected" : "rejected", fault.Message);
        return new CommitResult(CommitOutcome.Rejected);
    }

    private async Task<CommitResult> AddAsync(long version, SameBytes same)
    {
        if (await InsertIngestionAsync(version) is not { } ingestionId
            || await RemoveAsync(version, same.RenamedFrom?.Id) is not { } removed)
        {
            return await AlreadyDoneAsync();
        }

        await _write.AddVersionAsync(
            version,
            kind: IsReplay ? "replay" : same.RenamedFrom is not null ? "rename" : removed.Files > 0 ? "replace" : "append",
            reason: same.RenamedFrom is { } former ? $"renamed from {former.Key}" : null,
            outcome.ContractVersion, ingestionId, removed, [(ingestionId, outcome)]);
        await _write.AddQuarantineAsync([(ingestionId, outcome)]);
        await Renames.RememberAsync(connection, transaction, outcome.Object.Id, same, cancellationToken);
        await FinishAsync(IsReplay ? null : RawObjectStates.Committed, IsReplay ? "replayed" : "committed", $"version {version}");
        return new CommitResult(CommitOutcome.Committed, version);
    }

    private async Task<long?> InsertIngestionAsync(long? version) =>
        (await _write.AddIngestionsAsync([outcome], version)).TryGetValue(outcome.Object.Id, out var id) ? id : null;

    private Task<RemovedRows?> RemoveAsync(long version, long? renamedFrom) =>
        connection.QuerySingleOrDefaultAsync<RemovedRows>(_write.Command(
            Sql.Of<CommitSteps>(IsReplay ? "ReleaseReplayed" : "ReplaceRows"),
            new
            {
                outcome.Object.Dataset,
                outcome.Object.Key,
                newKey = outcome.Object.Key,
                rawObjectId = outcome.Object.Id,
                outcome.ReplayOf,
                version,
                renamedFrom,
            }));

    private async Task<CommitResult> AlreadyDoneAsync()
    {
        // What this attempt began is undone; what the earlier one committed stands, and so does the state that it left.
        await transaction.RollbackAsync(BeforeWriting, cancellationToken);
        await connection.ExecuteAsync(_write.Command(Sql.Of<CommitSteps>("RestoreState"), new { rawObjectId = outcome.Object.Id }));
        return new CommitResult(CommitOutcome.AlreadyDone);
    }

    private Task<int> FinishAsync(string? state, string step, string detail) =>
        _write.FinishAsync([new ObjectEnd(outcome, state, step, detail)]);
}
