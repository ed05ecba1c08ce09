using System.Data;
using Analytics.Catalogue.Contracts;
using Analytics.Catalogue.Yaml;
using Analytics.Database;
using Dapper;
using Npgsql;

namespace Analytics.Datasets.Delta;

/// <summary>What the database knows of a dataset, as its Delta Lake log needs it: the truth that the log follows.</summary>
internal sealed class DeltaHistory(NpgsqlDataSource database, ContractRegistry contracts)
{
    public async Task<DeltaTable?> FindTableAsync(string dataset, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<DeltaTable>(
            Command("FindTable", new { dataset }, null, cancellationToken));
    }

    public async Task<DeltaVersion> VersionAsync(string dataset, long version, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = await connection.QuerySingleAsync<DeltaVersion>(
            Command("FindCommit", new { dataset, version }, null, cancellationToken));
        var earlier = await connection.QueryAsync<int>(Command("ListContracts", new { dataset, version }, null, cancellationToken));
        return found with { EarlierContracts = earlier.AsList() };
    }

    /// <summary>Hands out what a version added and removed; false where retention has forgotten a part of it, and then nothing.</summary>
    public Task<bool> ReadChangesAsync(
        string dataset, long version, Func<DeltaFile, ValueTask> take, CancellationToken cancellationToken) =>
        ReadAsync("ListChanges", dataset, version, oldest => version > oldest || (version == 0 && oldest == 0), take, cancellationToken);

    /// <summary>Hands out all files of a version and its tombstones; false where retention has forgotten a part of it.</summary>
    public Task<bool> ReadStateAsync(
        string dataset, long version, Func<DeltaFile, ValueTask> take, CancellationToken cancellationToken) =>
        ReadAsync("ListState", dataset, version, oldest => version >= oldest, take, cancellationToken);

    /// <summary>How many files were added and removed after one version up to another; it may stop counting at a number.</summary>
    public async Task<long> CountChangesAsync(
        string dataset, long after, long version, long limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(
            Command("CountChanges", new { dataset, after, version, limit }, null, cancellationToken));
    }

    /// <summary>A page of the files that a version added and that have no statistics yet.</summary>
    public Task<IReadOnlyList<DeltaFile>> AddedWithoutStatsAsync(
        string dataset, long version, long after, int limit, CancellationToken cancellationToken) =>
        PageAsync("ListAddedWithoutStats", dataset, version, after, limit, cancellationToken);

    /// <summary>A page of a version's files that have no statistics yet.</summary>
    public Task<IReadOnlyList<DeltaFile>> StateWithoutStatsAsync(
        string dataset, long version, long after, int limit, CancellationToken cancellationToken) =>
        PageAsync("ListStateWithoutStats", dataset, version, after, limit, cancellationToken);

    /// <summary>A version of the contract, whether or not it is in force still.</summary>
    public async Task<DatasetContract> ContractAsync(string dataset, int version, CancellationToken cancellationToken)
    {
        var text = await contracts.FindAsync(dataset, version, cancellationToken)
            ?? throw new InvalidOperationException($"The dataset '{dataset}' has no contract of version {version}.");
        var faults = new FaultList($"{dataset}.yaml");
        return ContractReader.Read(dataset, text, faults)
            ?? throw new InvalidOperationException(
                $"Version {version} of the contract of '{dataset}' cannot be read any more: {string.Join(" ", faults.All)}");
    }

    /// <summary>Keeps what was read from files, so that it need not be read again.</summary>
    public async Task StoreStatsAsync(IReadOnlyList<DeltaFile> files, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(Command("StoreStats", new
        {
            ids = files.Select(file => file.Id).ToArray(),
            stats = files.Select(file => file.Stats).ToArray(),
        }, null, cancellationToken));
    }

    private async Task<IReadOnlyList<DeltaFile>> PageAsync(
        string sql, string dataset, long version, long after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<DeltaFile>(
            Command(sql, new { dataset, version, after, limit }, null, cancellationToken))];
    }

    private async Task<bool> ReadAsync(
        string sql, string dataset, long version, Func<long, bool> isKept, Func<DeltaFile, ValueTask> take,
        CancellationToken cancellationToken)
    {
        // Rows and the oldest version are seen at one moment, or retention could remove rows between the two.
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var table = await connection.QuerySingleAsync<DeltaTable>(Command("FindTable", new { dataset }, transaction, cancellationToken));
        if (!isKept(table.OldestVersion))
        {
            return false;
        }

        await foreach (var file in connection
            .QueryUnbufferedAsync<DeltaFile>(Sql.Of<DeltaHistory>(sql), new { dataset, version }, transaction)
            .WithCancellation(cancellationToken))
        {
            await take(file);
        }

        return true;
    }

    private static CommandDefinition Command(
        string sql, object parameters, NpgsqlTransaction? transaction, CancellationToken cancellationToken) =>
        new(Sql.Of<DeltaHistory>(sql), parameters, transaction, cancellationToken: cancellationToken);
}
