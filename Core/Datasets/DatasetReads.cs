using Analytics.Database;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Analytics.Datasets;

/// <summary>Datasets, their versions, and the files of each: the only place where readers learn which files there are.</summary>
public sealed class DatasetReads([FromKeyedServices(DatabasePools.Pages)] NpgsqlDataSource database)
{
    /// <summary>All datasets, by name.</summary>
    public async Task<IReadOnlyList<DatasetSummary>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<DatasetSummary>(new CommandDefinition(
            Sql.Of<DatasetReads>("ListDatasets"), new { name = (string?)null }, cancellationToken: cancellationToken))];
    }

    /// <summary>One dataset; null where there is none of that name.</summary>
    public async Task<DatasetSummary?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<DatasetSummary>(new CommandDefinition(
            Sql.Of<DatasetReads>("ListDatasets"), new { name }, cancellationToken: cancellationToken));
    }

    /// <summary>A page of versions, newest first, from below <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<DatasetVersion>> VersionsAsync(
        string dataset, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<DatasetVersion>(new CommandDefinition(
            Sql.Of<DatasetReads>("ListVersions"), new { dataset, before, exactly = (long?)null, limit },
            cancellationToken: cancellationToken))];
    }

    /// <summary>One version; null where there is none of that number.</summary>
    public async Task<DatasetVersion?> FindVersionAsync(string dataset, long version, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<DatasetVersion>(new CommandDefinition(
            Sql.Of<DatasetReads>("ListVersions"), new { dataset, before = (long?)null, exactly = version, limit = 1 },
            cancellationToken: cancellationToken));
    }

    /// <summary>The files of a version; null where there is no such version, or retention has removed it.</summary>
    public Task<IReadOnlyList<DatasetFile>?> FilesAsync(string dataset, long version, CancellationToken cancellationToken) =>
        FilesAsync(dataset, version, after: 0, limit: null, cancellationToken);

    /// <summary>As the other overload, but at most <paramref name="limit"/> of the files whose ids are above <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<DatasetFile>?> FilesAsync(
        string dataset, long version, long after, int? limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        IReadOnlyList<DatasetFile> files = [.. await connection.QueryAsync<DatasetFile>(new CommandDefinition(
            Sql.Of<DatasetReads>("ListFiles"), new { dataset, version, after, limit }, cancellationToken: cancellationToken))];
        return files.Count > 0 || await FindVersionAsync(dataset, version, cancellationToken) is { Kept: true } ? files : null;
    }
}
