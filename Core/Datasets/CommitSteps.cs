using System.Text.Json;
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

    private bool IsReplay => outcome.ReplayOf is not null;

    public async Task<CommitResult> RunAsync()
    {
        // Commits of a dataset queue up here, so that versions have no gaps and totals are exact.
        var current = await connection.QuerySingleOrDefaultAsync<long?>(Command(
            "select current_version from platform.dataset where name = @Dataset for update", new { outcome.Object.Dataset }))
            ?? throw new InvalidOperationException($"The dataset '{outcome.Object.Dataset}' has no registered contract.");
        if (await connection.QuerySingleAsync<bool>(Command(
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

        await AddQuarantineAsync(ingestionId, outcome.QuarantineFiles);
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

        await connection.ExecuteAsync(Command(Sql.Of<CommitSteps>("AddVersion"), new
        {
            outcome.Object.Dataset,
            version,
            ingestionId,
            outcome.ContractVersion,
            outcome.RowsQuarantined,
            rawObjectId = outcome.Object.Id,
            kind = IsReplay ? "replay" : same.RenamedFrom is not null ? "rename" : removed.Files > 0 ? "replace" : "append",
            reason = same.RenamedFrom is { } former ? $"renamed from {former.Key}" : null,
            removedFiles = removed.Files,
            removedRows = removed.Rows,
            removedBytes = removed.Bytes,
            removedQuarantined = removed.RowsQuarantined,
            files = JsonSerializer.Serialize(outcome.Files.Select(CleanPartition), DatabaseText.Json),
        }));
        await AddQuarantineAsync(ingestionId, outcome.QuarantineFiles);
        await Renames.RememberAsync(connection, transaction, outcome.Object.Id, same, cancellationToken);
        await FinishAsync(IsReplay ? null : RawObjectStates.Committed, IsReplay ? "replayed" : "committed", $"version {version}");
        return new CommitResult(CommitOutcome.Committed, version);
    }

    private Task<long?> InsertIngestionAsync(long? version) => connection.QuerySingleOrDefaultAsync<long?>(Command(
        Sql.Of<CommitSteps>("InsertIngestion"), new
        {
            rawObjectId = outcome.Object.Id,
            outcome.Object.Dataset,
            outcome.ContractVersion,
            kind = IsReplay ? "replay" : "file",
            outcome.ReplayOf,
            outcome = outcome.Fault is null ? "committed" : "rejected",
            outcome.Sha256,
            outcome.SourceBytes,
            outcome.PlainBytes,
            outcome.Records,
            outcome.RowsKept,
            outcome.RowsQuarantined,
            fault = outcome.Fault is { } fault ? JsonSerializer.Serialize(Clean(fault), DatabaseText.Json) : null,
            version,
            startedAt = outcome.StartedAt.ToUniversalTime(),
        }));

    private Task<RemovedRows?> RemoveAsync(long version, long? renamedFrom) => connection.QuerySingleOrDefaultAsync<RemovedRows>(Command(
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

    private Task<int> AddQuarantineAsync(long ingestionId, IReadOnlyList<NewQuarantineFile> files) => connection.ExecuteAsync(Command(
        Sql.Of<CommitSteps>("AddQuarantine"), new
        {
            ingestionId,
            outcome.Object.Dataset,
            quarantineFiles = JsonSerializer.Serialize(files, DatabaseText.Json),
            violations = JsonSerializer.Serialize(
                outcome.Violations.Select(v => v with { SampleValue = DatabaseText.Clean(v.SampleValue) }), DatabaseText.Json),
        }));

    private async Task<CommitResult> AlreadyDoneAsync()
    {
        // What this attempt began is undone; what the earlier one committed stands, and so does the state that it left.
        await transaction.RollbackAsync(BeforeWriting, cancellationToken);
        await connection.ExecuteAsync(Command(Sql.Of<CommitSteps>("RestoreState"), new { rawObjectId = outcome.Object.Id }));
        return new CommitResult(CommitOutcome.AlreadyDone);
    }

    private Task<int> FinishAsync(string? state, string step, string detail) => connection.ExecuteAsync(Command(
        Sql.Of<CommitSteps>("FinishObject"), new
        {
            rawObjectId = outcome.Object.Id,
            state,
            step,
            detail = DatabaseText.Clean(detail),
            reason = state == RawObjectStates.Committed ? null : DatabaseText.Clean(detail),
            counts = JsonSerializer.Serialize(new
            {
                bytes = outcome.SourceBytes,
                plainBytes = outcome.PlainBytes,
                records = outcome.Records,
                rowsKept = outcome.RowsKept,
                rowsQuarantined = outcome.RowsQuarantined,
            }),
        }));

    private CommandDefinition Command(string sql, object parameters) =>
        new(sql, parameters, transaction, cancellationToken: cancellationToken);

    private static FileFault Clean(FileFault fault) => fault with
    {
        Message = DatabaseText.Clean(fault.Message) ?? "",
        Advice = DatabaseText.Clean(fault.Advice) ?? "",
    };

    private static NewFile CleanPartition(NewFile file) => file with
    {
        Partition = file.Partition.ToDictionary(pair => pair.Key, pair => DatabaseText.Clean(pair.Value)),
    };
}
