using Analytics.Core.Database;
using Analytics.Core.Storage;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Analytics.Core.Datasets;

/// <summary>What is in quarantine: which rules were broken how often, and the records themselves.</summary>
public sealed class QuarantineReads(NpgsqlDataSource database, [FromKeyedServices(StoreNames.Processed)] IObjectStore processed)
{
    /// <summary>Rules that records broke which are in quarantine in the dataset's current version, the most broken first.</summary>
    public Task<IReadOnlyList<QuarantineRule>> DatasetRulesAsync(string dataset, CancellationToken cancellationToken) =>
        RulesAsync(dataset, null, cancellationToken);

    /// <summary>Rules that the records of one ingestion broke, the most broken first.</summary>
    public Task<IReadOnlyList<QuarantineRule>> IngestionRulesAsync(long ingestionId, CancellationToken cancellationToken) =>
        RulesAsync(null, ingestionId, cancellationToken);

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
            entries.AddRange(await InFileAsync(file, path => QuarantineParquet.Read(path, from, most), cancellationToken));
            skip = 0;
            if (entries.Count >= limit)
            {
                break;
            }
        }

        return entries;
    }

    /// <summary>The numbers of all of an ingestion's quarantined records.</summary>
    public async Task<IReadOnlySet<long>> RecordNumbersAsync(long ingestionId, CancellationToken cancellationToken)
    {
        var numbers = new HashSet<long>();
        foreach (var file in await FilesAsync(ingestionId, cancellationToken))
        {
            numbers.UnionWith(await InFileAsync(file, QuarantineParquet.ReadNumbers, cancellationToken));
        }

        return numbers;
    }

    // A store that is no directory makes a copy here; a directory gives the object itself.
    private async Task<IReadOnlyList<T>> InFileAsync<T>(
        QuarantineFile file, Func<string, IReadOnlyList<T>> read, CancellationToken cancellationToken)
    {
        var copies = Directory.CreateTempSubdirectory("quarantine-");
        try
        {
            return await processed.FetchAsync(ObjectKey.Parse(file.Key), copies.FullName, cancellationToken) is { } path
                ? await Task.Run(() => read(path), cancellationToken)
                : [];
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
}
