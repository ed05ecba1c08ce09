using System.Runtime.CompilerServices;
using Analytics.Database;
using Analytics.Storage;
using Analytics.Tabular.Conversion;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Analytics.Datasets;

/// <summary>What is in quarantine: which rules were broken how often, and the records themselves.</summary>
public sealed class QuarantineReads(
    [FromKeyedServices(DatabasePools.Pages)] NpgsqlDataSource database, [FromKeyedServices(StoreNames.Processed)] IObjectStore processed)
{
    /// <summary>Rules that records broke which are in quarantine in the dataset's current version, the most broken first.</summary>
    public Task<IReadOnlyList<QuarantineRule>> DatasetRulesAsync(string dataset, CancellationToken cancellationToken) =>
        RulesAsync(dataset, null, cancellationToken);

    /// <summary>Rules that the records of one ingestion broke, the most broken first.</summary>
    public Task<IReadOnlyList<QuarantineRule>> IngestionRulesAsync(long ingestionId, CancellationToken cancellationToken) =>
        RulesAsync(null, ingestionId, cancellationToken);

    /// <summary>Rules that the records of each ingestion of an object broke, the most broken first.</summary>
    public async Task<ILookup<long, QuarantineRule>> ObjectRulesAsync(long rawObjectId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<IngestionRule>(new CommandDefinition(
            Sql.Of<QuarantineReads>("ListObjectRules"), new { id = rawObjectId }, cancellationToken: cancellationToken));
        return rows.ToLookup(row => row.IngestionId, row => row.ToRule());
    }

    /// <summary>The files that hold an ingestion's quarantined records.</summary>
    public async Task<IReadOnlyList<QuarantineFile>> FilesAsync(long ingestionId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<QuarantineFile>(new CommandDefinition(
            Sql.Of<QuarantineReads>("ListQuarantineFiles"), new { ingestionId }, cancellationToken: cancellationToken))];
    }

    /// <summary>
    /// Records of an ingestion that are in quarantine, from the <paramref name="offset"/>-th on, in the order of their files. Fewer
    /// than <paramref name="limit"/> at the end, or where retention has removed a file.
    /// </summary>
    public async Task<IReadOnlyList<QuarantinedEntry>> RecordsAsync(
        long ingestionId, long offset, int limit, CancellationToken cancellationToken)
    {
        var entries = new List<QuarantinedEntry>();
        var skip = offset;
        foreach (var file in await FilesAsync(ingestionId, cancellationToken))
        {
            if (skip >= file.Records)
            {
                skip -= file.Records;
                continue;
            }

            var (from, most) = (skip, limit - entries.Count);
            await InFileAsync(file, path => entries.AddRange(QuarantineParquet.Read(path, from, most)), cancellationToken);
            skip = 0;
            if (entries.Count >= limit)
            {
                break;
            }
        }

        return entries;
    }

    /// <summary>All records of an ingestion that are kept in quarantine, in the order of their files; each file is fetched once.</summary>
    public async IAsyncEnumerable<QuarantinedEntry> AllRecordsAsync(
        long ingestionId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in await FilesAsync(ingestionId, cancellationToken))
        {
            var copies = Directory.CreateTempSubdirectory("quarantine-");
            try
            {
                if (await processed.FetchAsync(ObjectKey.Parse(file.Key), copies.FullName, cancellationToken) is not { } path)
                {
                    continue;
                }

                IReadOnlyList<QuarantinedEntry>? entries;
                for (var group = 0; (entries = await ReadGroupAsync(path, group, cancellationToken)) is not null; group++)
                {
                    foreach (var entry in entries)
                    {
                        yield return entry;
                    }
                }
            }
            finally
            {
                copies.Delete(recursive: true);
            }
        }
    }

    /// <summary>All of an ingestion's quarantined records, for a replay; fewer where a file is gone.</summary>
    public async Task<ReplayRecords> ToReplayAsync(long ingestionId, CancellationToken cancellationToken)
    {
        var records = new ReplayRecords();
        foreach (var file in await FilesAsync(ingestionId, cancellationToken))
        {
            await InFileAsync(file, path => QuarantineParquet.ReadPlaces(path, records), cancellationToken);
        }

        return records;
    }

    private static Task<IReadOnlyList<QuarantinedEntry>?> ReadGroupAsync(string path, int group, CancellationToken cancellationToken) =>
        Task.Run(() => QuarantineParquet.ReadGroup(path, group), cancellationToken);

    // A store that is no directory makes a copy here; a directory gives the object itself.
    private async Task InFileAsync(QuarantineFile file, Action<string> read, CancellationToken cancellationToken)
    {
        var copies = Directory.CreateTempSubdirectory("quarantine-");
        try
        {
            if (await processed.FetchAsync(ObjectKey.Parse(file.Key), copies.FullName, cancellationToken) is { } path)
            {
                await Task.Run(() => read(path), cancellationToken);
            }
        }
        finally
        {
            copies.Delete(recursive: true);
        }
    }

    private async Task<IReadOnlyList<QuarantineRule>> RulesAsync(string? dataset, long? ingestionId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<QuarantineRule>(new CommandDefinition(
            Sql.Of<QuarantineReads>("ListQuarantineRules"), new { dataset, ingestionId }, cancellationToken: cancellationToken))];
    }

    private sealed record IngestionRule(
        long IngestionId, string Column, string Rule, long Violations, long Files, long FirstRecord, long? FirstLine, string? SampleValue)
    {
        public QuarantineRule ToRule() => new(Column, Rule, Violations, Files, FirstRecord, FirstLine, SampleValue);
    }
}
