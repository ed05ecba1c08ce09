using System.Text.Json;
using Analytics.Database;
using Analytics.Tabular.Conversion;
using Dapper;
using Npgsql;

namespace Analytics.Datasets;

/// <summary>What commits write, each statement for any number of objects of one dataset.</summary>
internal sealed class CommitStatements(
    NpgsqlConnection connection, NpgsqlTransaction transaction, string dataset, CancellationToken cancellationToken)
{
    /// <summary>
    /// Commits of a dataset queue up here, so that versions have no gaps and totals are exact. Returns the current version.
    /// </summary>
    public async Task<long> LockAsync() => await connection.QuerySingleOrDefaultAsync<long?>(Command(
        "select current_version from platform.dataset where name = @dataset for update", new { dataset }))
        ?? throw new InvalidOperationException($"The dataset '{dataset}' has no registered contract.");

    /// <summary>Records outcomes; ids of the ingestions by object. An object whose outcome was recorded before is left out.</summary>
    public async Task<IReadOnlyDictionary<long, long>> AddIngestionsAsync(IEnumerable<IngestOutcome> outcomes, long? version)
    {
        var rows = await connection.QueryAsync<(long RawObjectId, long Id)>(Command(Sql.Of<CommitStatements>("InsertIngestions"), new
        {
            dataset,
            version,
            outcomes = Json(outcomes.Select(outcome => new
            {
                rawObjectId = outcome.Object.Id,
                outcome.ContractVersion,
                kind = outcome.ReplayOf is null ? "file" : "replay",
                outcome.ReplayOf,
                outcome = outcome.Fault is null ? "committed" : "rejected",
                outcome.Sha256,
                outcome.SourceBytes,
                outcome.PlainBytes,
                outcome.Records,
                outcome.RowsKept,
                outcome.RowsQuarantined,
                fault = outcome.Fault is { } fault ? Clean(fault) : null,
                startedAt = outcome.StartedAt.ToUniversalTime(),
            })),
        }));
        return rows.ToDictionary(row => row.RawObjectId, row => row.Id);
    }

    /// <summary>Makes the version after the one before it, by what goes and what comes.</summary>
    /// <param name="version">The version.</param>
    /// <param name="kind">What it is: append, replace, replay, rename.</param>
    /// <param name="reason">Why it was made, where its kind and its object do not say it.</param>
    /// <param name="contractVersion">The contract that its rows were read under.</param>
    /// <param name="ingestionId">The first of the ingestions that made it.</param>
    /// <param name="removed">What it takes out of the dataset.</param>
    /// <param name="added">What it adds, with the ingestion that each came from.</param>
    public Task<int> AddVersionAsync(
        long version, string kind, string? reason, int contractVersion, long ingestionId, RemovedRows removed,
        IReadOnlyCollection<(long IngestionId, IngestOutcome Outcome)> added) =>
        connection.ExecuteAsync(Command(Sql.Of<CommitStatements>("AddVersion"), new
        {
            dataset,
            version,
            kind,
            reason,
            contractVersion,
            ingestionId,
            objects = Math.Max(added.Count, 1),
            rowsQuarantined = added.Sum(one => one.Outcome.RowsQuarantined),
            removedFiles = removed.Files,
            removedRows = removed.Rows,
            removedBytes = removed.Bytes,
            removedQuarantined = removed.RowsQuarantined,
            files = Json(added.SelectMany(one => one.Outcome.Files.Select(file => new
            {
                file.Key,
                file.Rows,
                file.Bytes,
                partition = file.Partition.ToDictionary(pair => pair.Key, pair => DatabaseText.Clean(pair.Value)),
                rawObjectId = one.Outcome.Object.Id,
                one.IngestionId,
            }))),
        }));

    /// <summary>Names the files of quarantined records, and counts the rules that they broke.</summary>
    public async Task AddQuarantineAsync(IReadOnlyCollection<(long IngestionId, IngestOutcome Outcome)> ingestions)
    {
        var files = ingestions.SelectMany(one => one.Outcome.QuarantineFiles.Select(file => new
        {
            one.IngestionId,
            file.Key,
            file.Records,
            file.Bytes,
        })).ToList();
        var violations = ingestions.SelectMany(one => one.Outcome.Violations.Select(violation => new
        {
            one.IngestionId,
            violation.Column,
            violation.Rule,
            violation.Count,
            violation.FirstRecord,
            violation.FirstLine,
            sampleValue = DatabaseText.Clean(violation.SampleValue),
        })).ToList();
        if (files.Count + violations.Count > 0)
        {
            await connection.ExecuteAsync(Command(
                Sql.Of<CommitStatements>("AddQuarantine"), new { dataset, quarantineFiles = Json(files), violations = Json(violations) }));
        }
    }

    /// <summary>Gives objects their state, and their history a step.</summary>
    public Task<int> FinishAsync(IEnumerable<ObjectEnd> ends) => connection.ExecuteAsync(Command(
        Sql.Of<CommitStatements>("FinishObjects"), new
        {
            ends = Json(ends.Select(end => new
            {
                rawObjectId = end.Outcome.Object.Id,
                end.State,
                end.Step,
                detail = DatabaseText.Clean(end.Detail),
                reason = end.State == RawObjectStates.Committed ? null : DatabaseText.Clean(end.Detail),
                counts = new
                {
                    bytes = end.Outcome.SourceBytes,
                    end.Outcome.PlainBytes,
                    end.Outcome.Records,
                    end.Outcome.RowsKept,
                    end.Outcome.RowsQuarantined,
                },
            })),
        }));

    public CommandDefinition Command(string sql, object parameters) =>
        new(sql, parameters, transaction, cancellationToken: cancellationToken);

    private static FileFault Clean(FileFault fault) => fault with
    {
        Message = DatabaseText.Clean(fault.Message) ?? "",
        Advice = DatabaseText.Clean(fault.Advice) ?? "",
    };

    private static string Json<T>(IEnumerable<T> rows) => JsonSerializer.Serialize(rows, DatabaseText.Json);
}
